const MIN_BITS = 52;
const MAX_LENGTH = 64;

const PASSWORD_RULE =
  "must be at most 64 characters and hard to guess (52 bits of entropy), such as 9 random characters of all kinds " +
  "or 12 random lower-case letters; repeated characters and sequences such as 1234 or qwerty count little";

/** Why a password is refused, saying what is accepted; undefined when it is accepted (coder-api 1.6). */
export function passwordFault(password: string): string | undefined {
  if (Array.from(password).length > MAX_LENGTH) return PASSWORD_RULE;
  return entropyBits(password) < MIN_BITS ? PASSWORD_RULE : undefined;
}

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[!@$&*]/, 5],
  [/[_\-., ]/, 5],
  [/["#%'()+/:;<=>?[\\\]^{|}~]/, 22],
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
];
const OTHER = /[^!@$&*_\-., "#%'()+/:;<=>?[\\\]^{|}~a-zA-Z0-9]/gu;
const SEQUENCES = ["0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"].flatMap(
  (sequence) => [sequence, Array.from(sequence).toReversed().join("")],
);

/** The measure that Coder takes: length without repetitions, times bits a character of the classes in use. */
function entropyBits(password: string): number {
  const classes = CLASSES.filter(([pattern]) => pattern.test(password)).reduce(
    (sum, [, size]) => sum + size,
    0,
  );
  const others = new Set(password.match(OTHER)).size;
  return countedLength(password) * Math.log2(Math.max(classes + others, 1));
}

/** Of a run of one character, or of a sequence, only the first two count. */
function countedLength(password: string): number {
  const characters = Array.from(password.toLowerCase());
  return characters.filter((character, index) => {
    const [first, second] = [characters[index - 2], characters[index - 1]];
    if (first === undefined || second === undefined) return true;
    const three = first + second + character;
    const repeated = first === second && second === character;
    return !repeated && !SEQUENCES.some((sequence) => sequence.includes(three));
  }).length;
}
