// Long because it names every text of the page.
import type { BlockMessages } from "./blocks/messages.ts";
import type { ConfigurationMessages } from "./configuration/messages.ts";
import type { InsightMessages } from "./insight/messages.ts";
import type { NetworkMessages } from "./network/messages.ts";
import type { OwnImageMessages } from "./own-images/messages.ts";
import type { ScreenMessages } from "./screen/messages.ts";
import type { ShellMessages } from "./shell/messages.ts";

// The keys of the view model's values are spelled out here, since texts depend on nothing but themselves. A value
// without a text fails to compile where a component looks it up.

type NicModel = "none" | "virtio" | "ne2k";
type Provisioning = "thin" | "thick-not-zeroed";
type MachineState = "off" | "starting" | "running" | "paused" | "stopped-by-guest";
type LayerKind = "base" | "frozen" | "active";
type SnapshotKind = "live" | "powered-off";
type TimedOperation =
  | "snapshot"
  | "revert"
  | "discard"
  | "remove"
  | "wipe"
  | "merge"
  | "flatten"
  | "clone"
  | "reinstall"
  | "import"
  | "open-image"
  | "full-copy"
  | "allocated-copy";
type Direction = "put" | "get";
type LookReason = "elsewhere" | "taken-over" | "taken-away" | "free";
type NoticeCode =
  | "address-unreachable"
  | "agent-silent"
  | "branch-in-use"
  | "browser-unsupported"
  | "cancelled"
  | "clipboard-refused"
  | "configuration-invalid"
  | "copied"
  | "copy-damaged"
  | "disk-changed"
  | "disk-unknown"
  | "encryption-unavailable"
  | "file-damaged"
  | "file-missing"
  | "file-refused"
  | "file-unreadable"
  | "file-unsuitable"
  | "file-unwritable"
  | "guest-broken"
  | "guest-full"
  | "image-damaged"
  | "image-file-invalid"
  | "image-unknown"
  | "image-unreachable"
  | "install-incomplete"
  | "key-missing"
  | "key-remains"
  | "lesson-action"
  | "lesson-invalid"
  | "lesson-unknown"
  | "lesson-unsolved"
  | "machine-busy"
  | "machine-failed"
  | "machine-in-use"
  | "machine-state"
  | "machine-unknown"
  | "medium-in-use"
  | "medium-unknown"
  | "merge-refused"
  | "name-invalid"
  | "note-invalid"
  | "output-too-long"
  | "page-incomplete"
  | "path-invalid"
  | "picture-copied"
  | "range-invalid"
  | "shelf-full"
  | "reverted"
  | "snapshot-file-invalid"
  | "snapshot-foreign"
  | "snapshot-incompatible"
  | "snapshot-taken"
  | "snapshot-unknown"
  | "storage-damaged"
  | "storage-failed"
  | "storage-full"
  | "storage-lost"
  | "storage-newer"
  | "storage-refused"
  | "store-in-use"
  | "store-unnamed"
  | "text-untypable"
  | "system-unknown"
  | "timeout"
  | "wipe-incomplete"
  | "writes-waiting";

/** A number with the text that shows it: the number chooses the plural, the text is displayed. */
export interface Quantity {
  readonly value: number;
  readonly shown: string;
}

/** What a notice says: what happened, what is safe, what to do. */
export interface NoticeText {
  readonly happened: string;
  readonly safe: string;
  readonly advice: string;
}

/** Every text of the page. Arguments that are strings are already formatted for the language. */
export interface Messages {
  readonly network: NetworkMessages;
  readonly blocks: BlockMessages;
  readonly configuration: ConfigurationMessages;
  readonly page: {
    /** Joins a sentence and what follows from it. */
    readonly colon: string;
    readonly documentTitle: string;
    readonly tagline: string;
    readonly takeOver: string;
    readonly reload: string;
    readonly skip: string;
    readonly about: string;
    readonly language: string;
    readonly source: string;
  };
  readonly screen: ScreenMessages;
  readonly shell: ShellMessages;
  /** The way to the exercises; what they say comes with them. */
  readonly exercises: {
    readonly panel: string;
    readonly all: string;
  };
  readonly introduction: {
    readonly title: string;
    readonly first: string;
    readonly second: string;
    readonly third: string;
    readonly start: string;
    readonly close: string;
  };
  readonly machine: {
    readonly title: string;
    readonly state: Record<MachineState, string>;
    readonly stateHint: Record<MachineState, string>;
    readonly bootedIn: (duration: string) => string;
    readonly views: string;
    readonly screen: string;
    readonly console: string;
    readonly controls: string;
    readonly startPrepared: string;
    readonly startPreparedHint: (bytes: string) => string;
    readonly powerOn: string;
    readonly powerOff: string;
    readonly reset: string;
    readonly pause: string;
    readonly resume: string;
    readonly ctrlAltDelete: string;
    readonly settingsWhileOff: string;
    readonly memory: string;
    readonly network: string;
    readonly nic: Record<NicModel, string>;
    readonly disk: string;
    readonly secondDisk: string;
    readonly noDisk: string;
    readonly thickHint: string;
    readonly confirmThickDisk: string;
    readonly addDisk: string;
    readonly sizedDisk: (bytes: string, provisioning: Provisioning) => string;
    readonly confirmRemoveDisk: string;
    readonly lossOfDisk: string;
    readonly removeDisk: string;
    readonly beforeRemovingDisk: string;
    readonly confirmPowerOff: string;
    readonly confirmReset: string;
    readonly lossOfMemory: string;
    readonly beforePowerOff: string;
    readonly beforeReset: string;
    readonly booting: string;
    readonly partsRead: (done: string, total: string) => string;
    readonly typeText: string;
    readonly typeTextHint: string;
    readonly sendText: string;
    readonly withEnter: string;
  };
  /** Another system over the whole disk. */
  readonly install: {
    readonly title: string;
    readonly system: string;
    readonly choose: string;
    readonly confirm: (system: string) => string;
    readonly overwrites: (bytes: string, blocks: Quantity) => string;
    readonly switchesOff: string;
    readonly needsRoom: (bytes: string) => string;
    readonly needsRoomOf: (bytes: string, free: string) => string;
    readonly needsNoRoom: string;
    readonly exceedsRoom: string;
    readonly snapshotsStay: string;
    readonly begin: string;
    readonly before: (system: string) => string;
  };
  readonly input: {
    readonly capture: string;
    readonly release: string;
    readonly chord: string;
    readonly hint: string;
    readonly captured: string;
    readonly wayOut: string;
    readonly guestKeyboard: string;
    readonly screenLabel: string;
    readonly touchKeys: string;
    readonly paste: string;
    readonly pasteHint: string;
    readonly holdMouse: string;
    readonly mouseHeld: string;
  };
  readonly files: {
    readonly title: string;
    readonly hint: string;
    /** On the buttons that open the question. */
    readonly ask: Record<Direction, string>;
    readonly where: Record<Direction, string>;
    readonly go: Record<Direction, string>;
    readonly example: string;
    readonly underWay: Record<Direction, (path: string) => string>;
    readonly ended: Record<Direction, (path: string, bytes: string) => string>;
    readonly waiting: (files: Quantity) => string;
    readonly drop: (folder: string) => string;
  };
  readonly conveniences: {
    readonly clock: string;
    readonly clockChoice: Record<"set" | "kept", string>;
    readonly clockRight: string;
    readonly clockBehind: (span: string) => string;
    readonly clockAhead: (span: string) => string;
    readonly clockUnknown: string;
    readonly sound: string;
  };
  readonly console: {
    readonly label: string;
    readonly loading: string;
    readonly failed: string;
    readonly silent: string;
    readonly wayOut: string;
  };
  readonly snapshots: {
    readonly title: string;
    readonly take: string;
    readonly name: string;
    readonly suggestedName: (number: string) => string;
    readonly none: string;
    readonly list: string;
    readonly here: string;
    readonly hereSince: (name: string) => string;
    readonly hereSinceBase: string;
    readonly unchanged: string;
    readonly changed: (blocks: Quantity, bytes: string) => string;
    readonly discard: string;
    readonly kind: Record<SnapshotKind, string>;
    readonly kindHint: Record<SnapshotKind, string>;
    readonly status: Record<"saving" | "durable", string>;
    readonly childOf: (name: string) => string;
    readonly childOfBase: string;
    readonly pictureOf: (name: string) => string;
    readonly noPicture: string;
    readonly parts: string;
    readonly partDevices: string;
    readonly partRam: string;
    readonly partConfig: string;
    readonly partDisk: string;
    readonly pages: (pages: Quantity) => string;
    readonly blocks: (blocks: Quantity) => string;
    readonly configSummary: (ramMiB: string, nic: string) => string;
    readonly notKept: string;
    readonly costPause: (duration: string) => string;
    readonly costDurable: (duration: string) => string;
    readonly costWritten: (bytes: string) => string;
    readonly notRunning: string;
    readonly revert: string;
    readonly startFrom: string;
    readonly revertTo: (name: string) => string;
    readonly startFromNamed: (name: string) => string;
    readonly confirmRevert: (name: string) => string;
    readonly confirmStartFrom: (name: string) => string;
    readonly confirmDiscard: string;
    readonly lossNone: string;
    readonly lossOfBlocks: (blocks: Quantity, bytes: string) => string;
    readonly lossOfRunningState: string;
    readonly becomesOff: string;
    readonly becomesBase: string;
    readonly becomesLive: string;
    /** Why the memory of a live snapshot can't be brought back, and that its disk can be. */
    readonly unusableMemory: Record<"other-build" | "damaged", string>;
    readonly revertDisk: string;
    readonly revertDiskTo: (name: string) => string;
    readonly confirmRevertDisk: (name: string) => string;
    readonly diskOnlyOff: string;
    readonly diskOnlyBoots: string;
    readonly kept: string;
    readonly beforeRevert: (name: string) => string;
    readonly beforeDiscard: string;
    /** Marks the snapshot that the present state descends from. */
    readonly presentStandsHere: string;
  };
  /** What can be done to a snapshot, apart from going back to it. */
  readonly tree: {
    readonly more: string;
    readonly moreOf: (name: string) => string;
    readonly rename: string;
    readonly newName: (name: string) => string;
    readonly addNote: string;
    readonly editNote: string;
    readonly noteOf: (name: string) => string;
    readonly save: string;
    readonly remove: string;
    readonly confirmRemove: (name: string) => string;
    readonly removeEffect: string;
    readonly lossOfMemory: string;
    readonly branch: string;
    readonly branchHint: (others: Quantity) => string;
    readonly branchHoldsPresent: string;
    readonly confirmBranch: (name: string) => string;
    readonly branchLoss: (snapshots: Quantity, names: readonly string[]) => string;
    readonly branchEffect: string;
    readonly merge: string;
    readonly mergeHint: (parent: string) => string;
    readonly mergeWithoutParent: string;
    readonly mergeParentInUse: (parent: string) => string;
    readonly confirmMerge: (name: string, parent: string) => string;
    readonly mergeEffect: (name: string, parent: string) => string;
    readonly flatten: string;
    readonly flattenHint: string;
    readonly clone: string;
    readonly cloneHint: string;
    readonly cloneOf: (name: string) => string;
    readonly cloneName: string;
    readonly suggestedCloneName: (name: string) => string;
    readonly cloneKind: string;
    readonly linked: string;
    readonly linkedHint: string;
    readonly full: string;
    readonly fullHint: string;
    readonly makeClone: string;
    readonly moves: (blocks: Quantity, bytes: string) => string;
    readonly movesAtMost: (blocks: Quantity, bytes: string) => string;
    readonly movesIntoEach: (blocks: Quantity, bytes: string, heirs: string) => string;
    readonly movesNone: string;
  };
  readonly insight: InsightMessages;
  readonly confirm: {
    readonly snapshotFirst: string;
    readonly cancel: string;
  };
  readonly layers: {
    readonly title: string;
    readonly explanation: string;
    readonly kind: Record<LayerKind, string>;
    readonly frozenBy: (name: string) => string;
    /** A layer below a clone, which another machine's snapshot froze. */
    readonly foreign: string;
    readonly beginning: string;
    readonly nameOf: (sign: string) => string;
    readonly blocks: (blocks: Quantity) => string;
    readonly empty: string;
    readonly order: string;
    readonly more: (layers: Quantity) => string;
    readonly fewer: string;
    readonly table: string;
    readonly columnLayer: string;
    readonly columnKind: string;
    readonly columnSnapshot: string;
    readonly columnBlocks: string;
    readonly columnBytes: string;
    readonly columnShare: string;
    readonly virtualDisk: (bytes: string, blocks: Quantity, blockBytes: string) => string;
    readonly traffic: (read: string, written: string) => string;
  };
  /** A page that only looks at what another tab keeps. */
  readonly look: {
    readonly title: Record<LookReason, string>;
    readonly explanation: Record<LookReason, string>;
    readonly takeOver: Record<LookReason, string>;
    readonly isOn: (machine: string) => string;
    readonly isOff: (machine: string) => string;
    readonly taking: string;
    readonly confirm: (machine: string) => string;
    readonly stops: string;
    readonly lossOfMemory: string;
    readonly beforeTakeOver: string;
    readonly noSnapshot: string;
    readonly snapshotsOf: (machine: string) => string;
    readonly presentStandsHere: string;
  };
  readonly timing: {
    readonly title: string;
    readonly operation: Record<TimedOperation, string>;
    readonly nothingYet: string;
    readonly copyToCompare: string;
    readonly headlineSnapshot: (pause: string, durable: string) => string;
    readonly headlineSnapshotOff: (durable: string) => string;
    readonly headlineCopy: (duration: string) => string;
    readonly headlineLonger: (times: string) => string;
    readonly headlineLongerThanPause: (times: string) => string;
    readonly headlineNotLonger: string;
    readonly fullCopy: string;
    readonly fullCopyHint: (bytes: string) => string;
    readonly allocatedCopy: string;
    readonly allocatedCopyHint: (bytes: string) => string;
    readonly running: Record<TimedOperation | "boot" | "export" | "download" | "verify" | "allocate", string>;
    readonly cancel: string;
    readonly progress: (done: string, total: string) => string;
    readonly bars: string;
    readonly linear: string;
    readonly logarithmic: string;
    readonly scale: string;
    readonly scaleNote: (longest: string) => string;
    readonly logNote: (shortest: string, longest: string) => string;
    readonly legendPause: string;
    readonly legendUntilDurable: string;
    readonly read: (bytes: string) => string;
    readonly written: (bytes: string) => string;
    readonly moved: (blocks: Quantity) => string;
    readonly median: (duration: string, samples: Quantity) => string;
    readonly samples: (samples: Quantity) => string;
    readonly columnAt: string;
    readonly columnOperation: string;
    readonly columnSubject: string;
    readonly columnPause: string;
    readonly columnDurable: string;
    readonly columnElapsed: string;
    readonly columnRead: string;
    readonly columnWritten: string;
    readonly columnBlocks: string;
    readonly downloadCsv: string;
    readonly clear: string;
    readonly confirmClear: string;
    readonly lossOfTimings: (quantity: Quantity) => string;
  };
  readonly storage: {
    readonly title: string;
    readonly used: (usage: string, quota: string) => string;
    readonly usedOnly: (usage: string) => string;
    readonly unknown: string;
    readonly persisted: string;
    readonly notPersisted: string;
    readonly saved: (ago: string) => string;
    readonly unsaved: (bytes: string) => string;
    readonly nothingToSave: string;
    readonly details: string;
    readonly usage: string;
    readonly usageHint: string;
    readonly measure: string;
    readonly measuring: string;
    readonly measured: (ago: string) => string;
    readonly total: (live: string, extents: string) => string;
    readonly columnWhat: string;
    readonly columnExclusive: string;
    readonly columnShared: string;
    readonly present: string;
    readonly wholeMachine: (name: string) => string;
    readonly snapshotCount: (snapshots: Quantity) => string;
    readonly machines: string;
    readonly madeOn: (day: string) => string;
    readonly isOpenHere: string;
    readonly isShownHere: string;
    readonly open: string;
    readonly openNamed: (name: string) => string;
    readonly lookAt: string;
    readonly lookAtNamed: (name: string) => string;
    readonly confirmOpen: (name: string) => string;
    readonly switchesOff: (present: string) => string;
    readonly lossOfPresentMemory: string;
    readonly switchOffAndOpen: string;
    readonly beforeOpening: (name: string) => string;
    readonly create: string;
    readonly nameOfNew: string;
    readonly system: string;
    readonly systemSize: (disk: string, download: string) => string;
    readonly suggestedMachineName: (number: string) => string;
    readonly isEncrypted: string;
    readonly encrypt: string;
    readonly encryptHint: string;
    readonly makeMachine: string;
    readonly rename: string;
    readonly renameNamed: (name: string) => string;
    readonly newMachineName: (name: string) => string;
    readonly remove: string;
    readonly removeNamed: (name: string) => string;
    readonly confirmRemove: (name: string) => string;
    readonly lossOfMachine: string;
    readonly othersKept: string;
    readonly destroysKey: string;
    readonly bytesMayRemain: string;
    readonly check: string;
    readonly checkHint: string;
    readonly checkAll: string;
    readonly checkProgress: (done: string, total: string) => string;
    readonly checked: (ago: string) => string;
    readonly allWhole: (records: Quantity) => string;
    readonly damaged: (damaged: Quantity, records: string) => string;
    readonly touches: (names: readonly string[]) => string;
    readonly touchesOthers: string;
    readonly touchesNone: string;
    /** Why nothing can be deleted while a small record is damaged. */
    readonly preventsRemoval: string;
    readonly freedExtents: (extents: Quantity) => string;
    readonly freed: string;
    readonly freedHint: string;
    readonly freedKept: (bytes: string) => string;
    readonly freedNone: string;
    readonly inspectFreed: string;
    readonly unwiped: (bytes: string, extents: Quantity) => string;
    readonly allWiped: (extents: Quantity) => string;
    readonly wipeFreed: string;
    readonly giveBackFreed: string;
    readonly wipeToo: string;
    readonly freedMeaning: string;
    readonly freedMeanings: readonly string[];
    readonly survival: string;
    /** Each: what happens to the page, and what is still there afterwards. */
    readonly survivals: readonly { readonly event: string; readonly outcome: string }[];
  };
  readonly notice: {
    readonly error: string;
    readonly information: string;
    readonly details: string;
    readonly needsRoom: (needed: string, free: string) => string;
    readonly dismiss: string;
    readonly text: Record<NoticeCode, NoticeText>;
  };
  readonly ownImages: OwnImageMessages;
  readonly announce: {
    readonly state: Record<MachineState, string>;
    readonly opened: (machine: string) => string;
    readonly snapshotDurable: (name: string) => string;
    readonly reverted: (name: string, duration: string) => string;
    readonly revertedToBase: (duration: string) => string;
    readonly done: (operation: string, subject: string, duration: string) => string;
    readonly activityStarted: (operation: string) => string;
    readonly activityEnded: (operation: string) => string;
  };
}
