import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { AssignableRole, type User, UserList } from "../../../src/wire/user.ts";
import type { Change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Problem } from "../parts/problem.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useSearch } from "../parts/use-search.ts";
import { useApp } from "../visitor-context.tsx";
import { CreateUser } from "./users/create-user.tsx";
import { RoleChoice } from "./users/role-choice.tsx";

const MOST = 200;

/** The people of the deployment and their roles. */
export function Users() {
  const { api } = useApp();
  const [search, setSearch] = useSearch("q", "");
  const [adds, setAdds] = useState(false);
  const query = useQuery({
    queryKey: ["users", search],
    queryFn: ({ signal }) => api.get("/users", UserList, { q: search, limit: MOST }, signal),
  });
  const roles = useQuery({
    queryKey: ["roles"],
    queryFn: ({ signal }) => api.get("/users/roles", z.array(AssignableRole), {}, signal),
  });
  return (
    <>
      <Heading actions={<ActionButton label={adds ? "Close" : "New user"} onPress={() => setAdds(!adds)} />}>
        Users
      </Heading>
      {adds ? <CreateUser onCreated={() => setAdds(false)} /> : null}
      <SearchBox
        key={search}
        label="Search users"
        placeholder="status:active name"
        value={search}
        onSearch={setSearch}
      />
      <Loaded query={query} what="users">
        {({ users }) => <List users={users} roles={roles.data ?? []} />}
      </Loaded>
    </>
  );
}

interface ListProps {
  readonly users: readonly User[];
  readonly roles: readonly AssignableRole[];
}

function List({ users, roles }: ListProps) {
  const { api, visitor } = useApp();
  const change = useMutation({ mutationFn: api.send });
  const columns: readonly Column<User>[] = [
    ...COLUMNS,
    {
      title: "Roles",
      cell: (user) => (
        <RoleChoice
          user={user}
          roles={roles}
          disabled={user.id === visitor.userId || change.isPending}
          onChoose={(names) =>
            change.mutate({ method: "PUT", path: `/users/${user.id}/roles`, json: { roles: names } })
          }
        />
      ),
    },
    {
      title: "Actions",
      cell: (user) => (user.id === visitor.userId ? "you" : <Actions user={user} change={change.mutate} />),
    },
  ];
  return (
    <>
      <Problem error={change.error} />
      <Table caption="Users" columns={columns} rows={users} keyOf={({ id }) => id} empty="No user matches." />
    </>
  );
}

interface ActionsProps {
  readonly user: User;
  readonly change: (change: Change) => void;
}

function Actions({ user: { id, status }, change }: ActionsProps) {
  const verb = status === "suspended" ? "activate" : "suspend";
  return (
    <>
      <ActionButton
        label={verb === "activate" ? "Activate" : "Suspend"}
        onPress={() => change({ method: "PUT", path: `/users/${id}/status/${verb}` })}
      />{" "}
      <ConfirmButton
        label="Delete"
        confirm="Delete the user"
        onConfirm={() => change({ method: "DELETE", path: `/users/${id}` })}
      />
    </>
  );
}

const COLUMNS: readonly Column<User>[] = [
  { title: "User", cell: ({ username, email }) => `${username}, ${email}` },
  { title: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { title: "Last seen", cell: ({ last_seen_at: time }) => <TimeAgo time={time} /> },
];
