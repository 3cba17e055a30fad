import type { ConsentChoice, ConsentPage } from "../../src/wire/pages.ts";
import { Choice } from "../parts/choice.tsx";
import { ClientCard } from "../parts/client-card.tsx";
import { ExpiryChoice } from "../parts/expiry-choice.tsx";
import { LimitFields } from "../parts/limit-fields.tsx";
import { Form } from "../parts/form.tsx";
import { GrantSummary } from "../parts/grant-summary.tsx";
import { ScopeChoices } from "../parts/scope-choices.tsx";
import { toolsetWords } from "../parts/scope-words.ts";
import { Shell } from "../parts/shell.tsx";
import { WorkspaceChoices } from "../parts/workspace-choices.tsx";

export function Consent(props: ConsentPage) {
  const { client, username, userCode, action, csrf, error } = props;
  return (
    <Shell heading={`Allow ${client.name}?`}>
      <p>
        <strong>{client.name}</strong> asks to use this deployment as you, <strong>{username}</strong>.
      </p>
      {userCode === undefined ? null : <DeviceCode userCode={userCode} />}
      <ClientCard client={client} />
      <Form action={action} csrf={csrf} error={error}>
        <NoImplicitSubmit />
        <Choices {...props} chosen={props.chosen ?? firstChoice(props)} />
        <GrantSummary clientName={client.name} />
        <div className="decision">
          <button type="submit" name="decision" value="allow">
            Allow
          </button>
          <button type="submit" name="decision" value="deny" formNoValidate>
            Deny
          </button>
        </div>
      </Form>
    </Shell>
  );
}

function DeviceCode({ userCode }: { readonly userCode: string }) {
  return (
    <p className="device-code">
      Your device must show this code: <code>{userCode}</code> If it shows another or none, deny.
    </p>
  );
}

/** The Enter key in a text field presses the form's first button: here one that does nothing, so nobody allows by it. */
function NoImplicitSubmit() {
  return <button type="submit" disabled hidden />;
}

function Choices({ scopes, toolsets, chosen }: ConsentPage & { readonly chosen: ConsentChoice }) {
  return (
    <>
      <ScopeChoices scopes={scopes} chosen={chosen.scope} />
      <fieldset>
        <legend>With which tools</legend>
        {toolsets.map((toolset) => (
          <Choice
            key={toolset}
            type="radio"
            name="toolset"
            value={toolset}
            defaultChecked={toolset === chosen.toolset}
            label={toolsetWords(toolset)}
          />
        ))}
        <Choice
          type="checkbox"
          name="readonly"
          value="1"
          defaultChecked={chosen.readonly}
          label="Read only"
          hint="It gets only tools that change nothing; running commands is not among them."
        />
      </fieldset>
      <WorkspaceChoices workspaces={chosen.workspaces} filter={chosen.filter} />
      <LimitFields chosen={chosen} />
      <ExpiryChoice expiry={chosen.expiry} />
    </>
  );
}

const firstChoice = ({ scopes, toolsets }: ConsentPage): ConsentChoice => ({
  scope: scopes,
  toolset: toolsets[0] ?? "",
  readonly: false,
  workspaces: "own",
  filter: "",
  templates: "",
  maxworkspaces: "",
  maxexecutions: "",
  paths: "",
  expiry: "90",
});
