import { Heading } from "./heading.tsx";

/** An address that no view has. */
export const NotHere = () => (
  <>
    <Heading>Nothing here</Heading>
    <p>There is nothing at this address. The navigation above leads to everything that there is.</p>
  </>
);
