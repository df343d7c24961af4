/** A text of the page in each of its languages. */
type SystemText = Readonly<Record<"en" | "fr", string>>;

/** A system that the site ships: a base image, and what a person who chooses one is told of it. */
export interface ShippedSystem {
  /** The name in its manifest, by which machines remember their image. */
  readonly id: string;
  /** Address of its manifest, from the folder of the published images. */
  readonly manifest: string;
  /** Whether `prepared.json` lies beside it: a start without a boot. */
  readonly isPrepared: boolean;
  readonly name: SystemText;
  /** One sentence: what it is good for. */
  readonly about: SystemText;
  /** Size of its disk. */
  readonly diskMiB: number;
  /** Size of its manifest and parts, rounded up: what it takes to fetch it whole. */
  readonly downloadMiB: number;
}

/** The systems that a machine can be made with, in the order in which they are offered. The first machine gets the first. */
export const shippedSystems: readonly [ShippedSystem, ...ShippedSystem[]] = [
  {
    id: "linux",
    manifest: "linux/manifest.json",
    isPrepared: true,
    name: { en: "Small Linux", fr: "Petit Linux" },
    about: {
      en: "A shell and the everyday commands; starts at once, on weak machines too.",
      fr: "Un shell et les commandes de tous les jours\u00a0; démarre aussitôt, même sur une machine modeste.",
    },
    diskMiB: 256,
    downloadMiB: 3,
  },
  {
    id: "teaching-linux",
    manifest: "teaching-linux/manifest.json",
    isPrepared: false,
    name: { en: "Teaching Linux", fr: "Linux pour apprendre" },
    about: {
      en: "For a class: bash, nano, a C compiler, Lua, SQLite and the tools of the ext file systems.",
      fr: "Pour la classe\u00a0: bash, nano, un compilateur C, Lua, SQLite et les outils des systèmes de fichiers ext.",
    },
    diskMiB: 512,
    downloadMiB: 9,
  },
];

/** Null when the site ships none of this name. */
export const shippedSystem = (id: string): ShippedSystem | null =>
  shippedSystems.find((system) => system.id === id) ?? null;
