import { posix } from "node:path";
import { parseSync, Visitor } from "vite";

/** One import, re-export or dynamic import of a source file. */
export interface SourceImport {
  /** Path of another source file from the repository's root, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Whether nothing of it is left when the program runs. */
  readonly isTypeOnly: boolean;
}

/** The imports in `source`, the text of the TypeScript file at `path`. Throws SyntaxError when it cannot be read. */
export function sourceImports(path: string, source: string): readonly SourceImport[] {
  const { module, program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new SyntaxError(`Read ${path}: ${errors[0]?.message}`);
  const found: SourceImport[] = [];
  const add = (specifier: string, isTypeOnly: boolean): void => {
    // `?url` and `?worker` say how Vite loads a file, not which one.
    const name = specifier.replace(/\?.*$/, "");
    const isPackage = !name.startsWith(".");
    const target = isPackage ? packageName(name) : posix.join(posix.dirname(path), name);
    found.push({ target, isPackage, isTypeOnly });
  };

  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) add(moduleRequest.value, isType);
  }
  const literal = (node: { readonly type: string; readonly value?: unknown }): string | null =>
    node.type === "Literal" && typeof node.value === "string" ? node.value : null;
  new Visitor({
    ImportExpression(node) {
      const specifier = literal(node.source);
      if (specifier !== null) add(specifier, false);
    },
    TSImportType(node) {
      const specifier = literal(node.source);
      if (specifier !== null) add(specifier, true);
    },
  }).visit(program);
  return found;
}

function packageName(specifier: string): string {
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}
