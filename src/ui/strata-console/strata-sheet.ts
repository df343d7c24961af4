/**
 * Stands in for the `<style>` elements that xterm.js makes, which the page's Content-Security-Policy forbids: the text
 * that it is given becomes a constructed style sheet of the tree that it stands in (see content-security-policy.ts).
 */
class StrataSheet extends HTMLElement {
  readonly #sheet = new CSSStyleSheet();
  #root: Document | ShadowRoot | null = null;

  connectedCallback(): void {
    this.hidden = true;
    const root = this.getRootNode();
    if (!(root instanceof ShadowRoot || root instanceof Document)) return;
    this.#root = root;
    root.adoptedStyleSheets.push(this.#sheet);
  }

  disconnectedCallback(): void {
    const root = this.#root;
    if (root) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    this.#root = null;
  }

  override get textContent(): string {
    return "";
  }

  override set textContent(text: string | null) {
    this.#sheet.replaceSync(text ?? "");
  }
}

customElements.define("strata-sheet", StrataSheet);
