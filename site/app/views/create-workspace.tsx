import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { z } from "zod";
import { RichParameter } from "../../../src/wire/rich-parameter.ts";
import { Preset } from "../../../src/wire/template-version.ts";
import type { Template } from "../../../src/wire/template.ts";
import { Workspace } from "../../../src/wire/workspace.ts";
import { Field } from "../../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { ParameterField } from "../parts/parameter-field.tsx";
import { formText } from "../parts/form-text.ts";
import { DataForm } from "../parts/data-form.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { useSearch } from "../parts/use-search.ts";
import { useApp } from "../visitor-context.tsx";
import { TemplateList } from "./templates.tsx";
import { workspacePath } from "./workspace/workspace-facts.ts";

/** Makes a workspace from a template and its parameters. */
export function CreateWorkspace() {
  const { api } = useApp();
  const [name, setName] = useSearch("template", "");
  const query = useQuery({
    queryKey: ["templates"],
    queryFn: ({ signal }) => api.get("/templates", TemplateList, {}, signal),
  });
  return (
    <>
      <Heading>New workspace</Heading>
      <Loaded query={query} what="templates">
        {(templates) => {
          const template = templates.find((one) => one.name === name) ?? templates[0];
          if (template === undefined)
            return <p className="empty">There are no templates to make one from.</p>;
          return (
            <>
              <SelectField
                label="Template"
                name="template"
                value={template.name}
                options={templates.map((one) => ({ value: one.name, text: one.name }))}
                hint={template.description}
                onSelect={setName}
              />
              <FromTemplate key={template.id} template={template} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

interface OfTemplate {
  readonly template: Template;
}

function FromTemplate({ template }: OfTemplate) {
  const { api } = useApp();
  const version = `/templateversions/${template.active_version_id}`;
  const query = useQuery({
    queryKey: ["questions", template.active_version_id],
    queryFn: async ({ signal }) => {
      const [parameters, presets] = await Promise.all([
        api.get(`${version}/rich-parameters`, z.array(RichParameter).nullable(), {}, signal),
        api.get(`${version}/presets`, z.array(Preset).nullable(), {}, signal),
      ]);
      return { parameters: parameters ?? [], presets: presets ?? [] };
    },
  });
  return (
    <Loaded query={query} what="what it asks for">
      {({ parameters, presets }) => (
        <Questions template={template} parameters={parameters} presets={presets} />
      )}
    </Loaded>
  );
}

interface QuestionsProps extends OfTemplate {
  readonly parameters: readonly RichParameter[];
  readonly presets: readonly Preset[];
}

function Questions({ template, parameters, presets }: QuestionsProps) {
  const create = useCreate(template);
  const [preset, setPreset] = useState(presets.find((one) => one.Default)?.ID ?? "");
  const given = presets.find(({ ID: id }) => id === preset)?.Parameters ?? [];
  return (
    <DataForm sent={create} submit="Create">
      <Field
        label="Name"
        name="name"
        required
        maxLength={32}
        pattern="[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*"
        hint="Letters and digits, joined by single hyphens."
        autoComplete="off"
      />
      <PresetChoice presets={presets} value={preset} onSelect={setPreset} />
      {parameters.map((parameter) => {
        const fixed = given.find(({ Name: name }) => name === parameter.name)?.Value;
        return <ParameterField key={`${preset}/${parameter.name}`} parameter={parameter} fixed={fixed} />;
      })}
    </DataForm>
  );
}

interface PresetChoiceProps {
  readonly presets: readonly Preset[];
  readonly value: string;
  readonly onSelect: (id: string) => void;
}

function PresetChoice({ presets, value, onSelect }: PresetChoiceProps) {
  if (presets.length === 0) return null;
  return (
    <SelectField
      label="Preset"
      name="preset"
      value={value}
      options={[{ value: "", text: "None" }, ...presets.map((one) => ({ value: one.ID, text: one.Name }))]}
      hint={presets.find(({ ID: id }) => id === value)?.Description}
      onSelect={onSelect}
    />
  );
}

function useCreate(template: Template) {
  const { api } = useApp();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: async (form: FormData) => {
      const text = (name: string): string => formText(form, name);
      const json = {
        name: text("name"),
        template_id: template.id,
        template_version_preset_id: text("preset") === "" ? undefined : text("preset"),
        rich_parameter_values: valuesOf(form),
      };
      return await api.ask({ method: "POST", path: "/users/me/workspaces", json }, Workspace);
    },
    onSuccess: (workspace) => go(workspacePath(workspace)),
  });
}

const PREFIX = "parameter:";

/** The parameters that the form has fields for. */
function valuesOf(form: FormData): { name: string; value: string }[] {
  const names = [...form.keys()].filter((key) => key.startsWith(PREFIX));
  return names.map((key) => ({ name: key.slice(PREFIX.length), value: formText(form, key) }));
}
