import type { LitElement } from "lit";
import { afterEach } from "vitest";
import type { Command } from "../../src/ui/command.ts";

/** A component in the document, with the commands that it has sent since. */
export interface Mounted<Component> {
  readonly component: Component;
  readonly commands: readonly Command[];
  /** Finds in the component's own tree. Throws when there is no such element. */
  find<Found extends HTMLElement = HTMLElement>(selector: string): Found;
  /** The button of that text, in the component or in those within it. */
  button(text: string): HTMLButtonElement;
  settled(): Promise<void>;
}

const mounted: HTMLElement[] = [];
afterEach(() => {
  for (const element of mounted.splice(0)) element.remove();
});

/** Makes the component `tag` with `properties` and waits until it is drawn. It is removed after the test. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): Promise<Mounted<HTMLElementTagNameMap[Tag]>> {
  const component = document.createElement(tag);
  Object.assign(component, properties);
  const commands: Command[] = [];
  component.addEventListener("strata-command", (event) =>
    commands.push((event as CustomEvent<Command>).detail),
  );
  mounted.push(component);
  document.body.append(component);
  const settled = async (): Promise<void> => {
    await (component as unknown as LitElement).updateComplete;
    // Those within draw themselves after it.
    for (const inner of treeOf(component)) await (inner as Partial<LitElement>).updateComplete;
  };
  await settled();
  return {
    component,
    commands,
    find: <Found extends HTMLElement>(selector: string): Found => {
      const found = component.shadowRoot?.querySelector<Found>(selector);
      if (!found) throw new Error(`Find ${selector} in ${tag}: none`);
      return found;
    },
    button: (text) => {
      const found = treeOf(component).find(
        (element) => element instanceof HTMLButtonElement && element.textContent?.trim() === text,
      );
      if (!(found instanceof HTMLButtonElement)) throw new Error(`Find button "${text}" in ${tag}: none`);
      return found;
    },
    settled,
  };
}

/** All elements of a component's tree and of the trees within it. */
function treeOf(component: Element): readonly Element[] {
  return [...(component.shadowRoot?.querySelectorAll("*") ?? [])].flatMap((element) => [
    element,
    ...treeOf(element),
  ]);
}

/** What has the focus, through all trees. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
