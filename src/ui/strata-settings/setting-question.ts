import type { Locale } from "../../i18n/locale.ts";

/** What is asked about before it is done. */
export type Asked = "remove" | "thick" | "eject-floppy";

interface Question {
  readonly question: string;
  readonly consequence: string;
  readonly label: string;
  /** What a snapshot taken first would be called; null where none is offered, since nothing is lost. */
  readonly snapshotName: string | null;
}

export function settingQuestion(asked: Asked, { text: { machine, configuration } }: Locale): Question {
  switch (asked) {
    case "thick":
      return {
        question: machine.confirmThickDisk,
        consequence: machine.thickHint,
        label: machine.addDisk,
        snapshotName: null,
      };
    case "remove":
      return {
        question: machine.confirmRemoveDisk,
        consequence: machine.lossOfDisk,
        label: machine.removeDisk,
        snapshotName: machine.beforeRemovingDisk,
      };
    case "eject-floppy":
      return {
        question: configuration.confirmEjectFloppy,
        consequence: configuration.lossOfFloppy,
        label: configuration.eject,
        snapshotName: configuration.beforeEjecting,
      };
  }
}
