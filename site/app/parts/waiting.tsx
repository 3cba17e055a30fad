/** Stands where something is still on its way. */
export const Waiting = ({ what }: { readonly what: string }) => (
  <p className="waiting" role="status">
    Loading {what} …
  </p>
);
