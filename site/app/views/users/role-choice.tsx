import type { AssignableRole, User } from "../../../../src/wire/user.ts";

interface RoleChoiceProps {
  readonly user: User;
  readonly roles: readonly AssignableRole[];
  readonly disabled: boolean;
  /** Told all of the roles that the user is to have. */
  readonly onChoose: (names: readonly string[]) => void;
}

/** Which roles a user has; only those that the visitor may give and take can be changed. */
export function RoleChoice({ user, roles, disabled, onChoose }: RoleChoiceProps) {
  const held = user.roles.map(({ name }) => name);
  return (
    <details>
      <summary>{held.length === 0 ? "member" : held.join(", ")}</summary>
      <fieldset disabled={disabled}>
        <legend className="for-readers">{`Roles of ${user.username}`}</legend>
        {roles
          .filter(({ name }) => name !== "member")
          .map(({ name, display_name: shown, assignable }) => (
            <label key={name} className="choice">
              <input
                type="checkbox"
                checked={held.includes(name)}
                disabled={!assignable}
                onChange={({ target }) =>
                  onChoose(target.checked ? [...held, name] : held.filter((one) => one !== name))
                }
              />
              <span>{shown === "" ? name : shown}</span>
            </label>
          ))}
      </fieldset>
    </details>
  );
}
