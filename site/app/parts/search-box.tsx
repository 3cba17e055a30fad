import { useId, useState } from "react";

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onSearch: (text: string) => void;
}

/** A search that starts with Enter or the button. */
export function SearchBox({ label, value, placeholder, onSearch }: SearchBoxProps) {
  const id = useId();
  const [text, setText] = useState(value);
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <label htmlFor={id} className="for-readers">
        {label}
      </label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="small quiet">
        Search
      </button>
    </form>
  );
}
