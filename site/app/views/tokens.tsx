import { useMutation, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { ApiKey } from "../../../src/wire/api-key.ts";
import { OauthGrantView } from "../../../src/wire/oauth-grant.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Problem } from "../parts/problem.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useApp } from "../visitor-context.tsx";
import { CreateToken } from "./tokens/create-token.tsx";

/** Who acts in the visitor's name: clients that they let in, and tokens that they made. */
export const Tokens = () => (
  <>
    <Heading>Clients and tokens</Heading>
    <h2>Connected clients</h2>
    <Clients />
    <h2>Tokens</h2>
    <CreateToken />
    <OwnTokens />
  </>
);

function Clients() {
  const { api } = useApp();
  const query = useQuery({
    queryKey: ["grants"],
    queryFn: ({ signal }) => api.get("/users/me/oauth2-grants", z.array(OauthGrantView), {}, signal),
  });
  const revoke = useMutation({
    mutationFn: async (id: string) =>
      await api.send({ method: "DELETE", path: `/users/me/oauth2-grants/${id}` }),
  });
  const columns: readonly Column<OauthGrantView>[] = [
    { title: "Client", cell: ({ client_name: name }) => name },
    { title: "May", cell: rightsOf },
    { title: "Last used", cell: ({ last_used_at: time }) => <TimeAgo time={time} /> },
    { title: "Ends", cell: ({ expires_at: time }) => <TimeAgo time={time} /> },
    {
      title: "Actions",
      cell: ({ id }) => (
        <ConfirmButton label="Revoke" confirm="End its access" onConfirm={() => revoke.mutate(id)} />
      ),
    },
  ];
  return (
    <>
      <Problem error={revoke.error} />
      <Loaded query={query} what="clients">
        {(grants) => (
          <Table
            caption="Connected clients"
            columns={columns}
            rows={grants}
            keyOf={({ id }) => id}
            empty="No client is connected."
          />
        )}
      </Loaded>
    </>
  );
}

function rightsOf({ toolsets, read_only: readOnly, workspaces }: OauthGrantView): string {
  const where = workspaces === "" ? "all workspaces" : `workspaces ${workspaces}`;
  return `${readOnly ? "read only, " : ""}tools ${toolsets.join(", ")}, ${where}`;
}

function OwnTokens() {
  const { api } = useApp();
  const query = useQuery({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => api.get("/users/me/keys/tokens", z.array(ApiKey).nullable(), {}, signal),
  });
  const remove = useMutation({
    mutationFn: async (id: string) => await api.send({ method: "DELETE", path: `/users/me/keys/${id}` }),
  });
  const columns: readonly Column<ApiKey>[] = [
    { title: "Name", cell: ({ token_name: name, id }) => (name === "" ? id : name) },
    { title: "Scopes", cell: ({ scopes }) => scopes.join(", ") },
    { title: "Last used", cell: ({ last_used: time }) => <TimeAgo time={time} /> },
    { title: "Ends", cell: ({ expires_at: time }) => <TimeAgo time={time} /> },
    {
      title: "Actions",
      cell: ({ id }) => (
        <ConfirmButton label="Revoke" confirm="End the token" onConfirm={() => remove.mutate(id)} />
      ),
    },
  ];
  return (
    <>
      <Problem error={remove.error} />
      <Loaded query={query} what="tokens">
        {(tokens) => (
          <Table
            caption="Tokens"
            columns={columns}
            rows={tokens ?? []}
            keyOf={({ id }) => id}
            empty="You have no tokens."
          />
        )}
      </Loaded>
    </>
  );
}
