import { useMutation, useQuery } from "@tanstack/react-query";
import { Markdown } from "markdown-to-jsx";
import { Link, useLocation, useParams } from "wouter";
import { z } from "zod";
import { RichParameter } from "../../../src/wire/rich-parameter.ts";
import { TemplateVersion } from "../../../src/wire/template-version.ts";
import type { Template } from "../../../src/wire/template.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Problem } from "../parts/problem.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { useApp } from "../visitor-context.tsx";
import { TemplateList } from "./templates.tsx";

/** One template: what it says of itself, what it asks for, and its versions. */
export function TemplateView() {
  const { api } = useApp();
  const { template: name = "" } = useParams();
  const query = useQuery({
    queryKey: ["templates", name],
    queryFn: ({ signal }) => api.get("/templates", TemplateList, { q: `exact_name:${name}` }, signal),
  });
  return (
    <Loaded query={query} what="the template">
      {([template]) =>
        template === undefined ? (
          <p className="empty">There is no template {name}, or you may not see it.</p>
        ) : (
          <OneTemplate template={template} />
        )
      }
    </Loaded>
  );
}

interface OfTemplate {
  readonly template: Template;
}

function OneTemplate({ template }: OfTemplate) {
  const { api, visitor } = useApp();
  const [, go] = useLocation();
  const remove = useMutation({
    mutationFn: async () => await api.send({ method: "DELETE", path: `/templates/${template.id}` }),
    onSuccess: () => go("/templates"),
  });
  const create = (
    <Link href={`/workspaces/new?template=${template.name}`} className="button small">
      New workspace
    </Link>
  );
  return (
    <>
      <Heading actions={create}>
        {template.display_name === "" ? template.name : template.display_name}
      </Heading>
      <p>{template.description}</p>
      <Problem error={remove.error} />
      <Version versionId={template.active_version_id} />
      <Versions template={template} />
      {visitor.mayManageTemplates ? (
        <ConfirmButton label="Delete the template" confirm="Delete it" onConfirm={() => remove.mutate()} />
      ) : null}
    </>
  );
}

function Version({ versionId }: { readonly versionId: string }) {
  const { api } = useApp();
  const version = useQuery({
    queryKey: ["version", versionId],
    queryFn: ({ signal }) => api.get(`/templateversions/${versionId}`, TemplateVersion, {}, signal),
  });
  const parameters = useQuery({
    queryKey: ["parameters", versionId],
    queryFn: ({ signal }) =>
      api.get(
        `/templateversions/${versionId}/rich-parameters`,
        z.array(RichParameter).nullable(),
        {},
        signal,
      ),
  });
  return (
    <>
      <Loaded query={version} what="what it says">
        {({ readme }) => (
          <section className="readme">
            <Markdown options={{ disableParsingRawHTML: true }}>{withoutFrontMatter(readme)}</Markdown>
          </section>
        )}
      </Loaded>
      <h2>Parameters</h2>
      <Loaded query={parameters} what="parameters">
        {(found) => (
          <Table
            caption="Parameters"
            columns={PARAMETER_COLUMNS}
            rows={found ?? []}
            keyOf={({ name }) => name}
            empty="It asks for nothing."
          />
        )}
      </Loaded>
    </>
  );
}

/** What stands between two lines of dashes at the very beginning is for programs. */
const withoutFrontMatter = (readme: string): string => readme.replace(/^---\n[\s\S]*?\n---\n/, "");

const PARAMETER_COLUMNS: readonly Column<RichParameter>[] = [
  { title: "Name", cell: ({ name }) => <code>{name}</code> },
  { title: "Type", cell: ({ type }) => type },
  {
    title: "Unless given",
    cell: ({ required, default_value: value }) => (required ? "must be given" : value),
  },
  { title: "Meaning", cell: ({ description_plaintext: text }) => text },
];

function Versions({ template }: OfTemplate) {
  const { api, visitor } = useApp();
  const query = useQuery({
    queryKey: ["versions", template.id],
    queryFn: ({ signal }) =>
      api.get(`/templates/${template.id}/versions`, z.array(TemplateVersion), {}, signal),
  });
  const activate = useMutation({
    mutationFn: async (id: string) =>
      await api.send({ method: "PATCH", path: `/templates/${template.id}/versions`, json: { id } }),
  });
  const columns: readonly Column<TemplateVersion>[] = [
    ...VERSION_COLUMNS,
    {
      title: "Use",
      cell: ({ id }) => {
        if (id === template.active_version_id) return <strong>active</strong>;
        if (!visitor.mayManageTemplates) return null;
        return <ActionButton label="Make active" onPress={() => activate.mutate(id)} />;
      },
    },
  ];
  return (
    <>
      <h2>Versions</h2>
      <Problem error={activate.error} />
      <Loaded query={query} what="versions">
        {(versions) => (
          <Table
            caption="Versions, newest first"
            columns={columns}
            rows={versions.toReversed()}
            keyOf={({ id }) => id}
            empty="No versions."
          />
        )}
      </Loaded>
    </>
  );
}

const VERSION_COLUMNS: readonly Column<TemplateVersion>[] = [
  { title: "Name", cell: ({ name }) => name },
  { title: "Import", cell: ({ job }) => <StatusBadge status={job.status} /> },
  { title: "Message", cell: ({ message }) => message },
  { title: "By", cell: ({ created_by: by }) => by.username },
  { title: "When", cell: ({ created_at: time }) => <TimeAgo time={time} /> },
];
