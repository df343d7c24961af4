import { type SourceImport, sourceImports } from "./source-imports.ts";

/** What the files of one folder of src may import from the others; from their own folder they may import all. */
interface Room {
  readonly imports: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types: readonly string[];
}

/** The direction: core ← store, machine, images, lessons ← lab ← ui. The files beside the rooms, and workers, join them. */
const rooms: Readonly<Record<string, Room>> = {
  core: { imports: [], types: [] },
  store: { imports: ["core"], types: [] },
  machine: { imports: ["core"], types: ["store", "images"] },
  images: { imports: ["core"], types: ["store", "machine"] },
  lessons: { imports: ["core"], types: ["store", "machine", "images"] },
  lab: { imports: ["core", "store", "machine", "images", "lessons"], types: ["i18n"] },
  i18n: { imports: [], types: ["core", "lab", "lessons"] },
  ui: { imports: ["core", "i18n"], types: ["lab", "lessons"] },
};

/** Files that may import from any room. */
const joints =
  /^src\/((main|engine|embed-session|expose-strata|open-strata|look-at-strata|strata-site|store-in-address|page-session|lesson-(desk|door|session)|remembered-(clock|machine)|run-command|downloads)\.ts|workers\/)/;

/** Pure code that the ui may call, beside the types of its rooms. */
const viewModel = /^src\/(lab|lessons)\/(view-model\b|view-model\/)/;

/** Where each package may be imported. One that is not listed may be imported nowhere. */
const packages: Readonly<Record<string, RegExp>> = {
  idb: /^src\/store\/indexeddb\//,
  v86: /^src\/machine\//,
  lit: /^src\/ui\//,
  "@xterm/xterm": /^src\/ui\//,
  "@xterm/addon-fit": /^src\/ui\//,
  fzstd: /^src\/images\//,
  "hash-wasm": /^src\/(store|images|machine|lab|workers)\//,
  valibot: /^src\/lessons\//,
};

/** Rooms from which these packages must not be reached at run time, over any number of files. */
const platforms = ["idb", "v86", "lit", "@xterm/xterm"];
const platformFree = /^src\/(core|lab|lessons|i18n|images|store\/(?!indexeddb\/))/;

/**
 * What breaks the rules in `sources` (text of each TypeScript file of src, by path), as sentences.
 * Imports of files that are not in `sources` (styles, assets) count by their folder only.
 */
export function importViolations(sources: ReadonlyMap<string, string>): readonly string[] {
  const imports = new Map([...sources].map(([path, source]) => [path, sourceImports(path, source)]));
  const direct = [...imports].flatMap(([path, targets]) => {
    if (roomOf(path) === undefined && !joints.test(path)) return [`${path}: its folder has no rule`];
    return targets
      .filter((target) => !isAllowed(path, target))
      .map(({ target, isTypeOnly }) => `${path} imports ${isTypeOnly ? "types of " : ""}${target}`);
  });
  return [...direct, ...reachedPlatforms(imports), ...cycles(imports)];
}

function isAllowed(path: string, { target, isPackage, isTypeOnly }: SourceImport): boolean {
  if (isPackage) return packages[target]?.test(path) ?? false;
  if (joints.test(path)) return true;
  const from = roomOf(path);
  const to = roomOf(target);
  const room = from === undefined ? undefined : rooms[from];
  if (!room || to === undefined) return false;
  if (from === to || room.imports.includes(to)) return true;
  if (!room.types.includes(to)) return false;
  return isTypeOnly || (from === "ui" && viewModel.test(target));
}

function roomOf(path: string): string | undefined {
  const room = /^src\/([^/]+)\//.exec(path)?.[1];
  return room !== undefined && Object.hasOwn(rooms, room) ? room : undefined;
}

type Imports = ReadonlyMap<string, readonly SourceImport[]>;

/** The files that `path` loads when the program runs, with the imports by which each was reached first. */
function reached(path: string, imports: Imports): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[path, [path]]]);
  for (const [file, way] of ways) {
    for (const { target, isTypeOnly } of imports.get(file) ?? []) {
      if (!isTypeOnly && !ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return ways;
}

function reachedPlatforms(imports: Imports): readonly string[] {
  return (
    [...imports.keys()]
      .filter((path) => platformFree.test(path))
      .flatMap((path) => {
        const ways = reached(path, imports);
        return platforms.map((name) => ways.get(name) ?? []);
      })
      // A way of two is an import by the file itself, which has its own rule.
      .filter((way) => way.length > 2)
      .map((way) => `reached at run time: ${way.join(" → ")}`)
  );
}

/** Each cycle once, from its first file in alphabetical order. Types may refer to each other. */
function cycles(imports: Imports): readonly string[] {
  return [...imports.keys()].sort().flatMap((path) => {
    const last = [...reached(path, imports)].find(
      ([file, way]) =>
        way.every((step) => step >= path) &&
        imports.get(file)?.some(({ target, isTypeOnly }) => target === path && !isTypeOnly),
    );
    return last ? [`import cycle: ${[...last[1], path].join(" → ")}`] : [];
  });
}
