import type { Quantity } from "../messages.ts";
import type { BlockMessages } from "./messages.ts";

const plural = ({ value, shown }: Quantity, one: string, many: string): string =>
  `${shown} ${value === 1 ? one : many}`;

export const englishBlocks: BlockMessages = {
  title: "Block map",
  drives: "Disk on the map",
  drive: ["First disk", "Second disk"],
  zoom: "Zoom",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  whole: "Whole disk",
  seen: (first, last) => `Blocks ${first} to ${last}`,
  scale: (blocks, bytes) => `one cell is ${plural(blocks, "block", "blocks")}, ${bytes}`,
  reading: "Reading the map…",
  hint: "Point at a cell, or choose one, to see what it is.",
  howToRead: "How to read the map",
  rule: "Colour and pattern are the layer that answers a read. Where a cell stands for several blocks it shows the newest layer among theirs, paler where that layer has few of them.",
  keys: "Arrow keys move, + and − zoom, Enter chooses; a pinch zooms too, and the wheel once the map has the focus.",
  legend: "Layers on the map",
  show: (layer) => `Show ${layer} on the map`,
  nothing: "nothing stored, zeros",
  oneCell: (block, layer) => `Block ${block}: ${layer}`,
  manyCells: (first, last, layer, share) =>
    `Blocks ${first} to ${last}: ${layer}, the newest here, answers ${share} of them`,
  emptyCells: (first, last) => `Blocks ${first} to ${last}: nothing stored, zeros`,
  read: "read now",
  written: "written now",
  counts: (read, written, copiedUp, flushes) =>
    `Since the map was opened: ${read} blocks read, ${written} written, ${copiedUp} copied up, ${plural(flushes, "flush", "flushes")}.`,
  copiedUp: (blocks) => `${plural(blocks, "block was", "blocks were")} copied up into the active layer.`,
  columnAnswered: "Reads answered, in blocks",
  inspector: {
    title: "One block",
    number: "Block number",
    range: (last) => `0 to ${last}`,
    look: "Look into it",
    when: "As it was at",
    now: "now",
    outside: (last) => `This disk has the blocks 0 to ${last}.`,
    bytes: (first, last) => `Bytes ${first} to ${last} of the disk.`,
    answeredBy: (layer) => `A read is answered by: ${layer}.`,
    answeredByNobody: "No layer has it, nor has the base image: a read gives zeros.",
    hidesOlder: (layer) => `An older copy stays untouched below, in: ${layer}.`,
    wouldCopyUp: (layer) =>
      `The active layer has no copy. Were a part of the block written now, the rest would first be copied up from: ${layer}.`,
    wouldNotCopyUp: "The active layer has no copy. The first write makes one.",
    past: "This is a past point in time: it does not change any more.",
    table: "Which layers hold it, the newest first",
    columnLayer: "Layer",
    columnHolds: "Has a copy",
    columnAnswers: "Answers",
    holds: "yes",
    waits: "yes, in memory, not yet durable",
    holdsNot: "no",
    answers: "yes",
    hidden: "hidden by a newer one",
    contents: "What it contains",
    contentsOf: (layer) => `What the copy contains of: ${layer}`,
    zeros: "Zeros only.",
    readTime: (time, reads) =>
      reads.value === 1
        ? `Reading it took ${time}.`
        : `Reading it takes ${time}, the mean of ${reads.shown} reads just measured.`,
  },
  walk: {
    title: "Inside a read",
    explanation: "Follow one request from the guest down the chain to the layer that answers.",
    thisBlock: (block) => `Walk through a read of block ${block}`,
    nextRead: "Follow the guest's next read",
    waiting: "Waiting until the guest reads something from its disk…",
    giveUp: "Stop waiting",
    machineOff: "The machine is not running: there is no read to wait for.",
    steps: "The way of the request",
    play: "Play",
    pause: "Pause",
    again: "Play again",
    back: "Step back",
    next: "Next step",
    close: "Close the walk",
    step: (step, steps) => `Step ${step} of ${steps}`,
    guest: "Guest",
    asks: (block) => `The guest asks for block ${block}. It knows of one disk, and nothing of layers.`,
    notHere: (layer) => `${layer}: not here. The question goes down to what it stands on.`,
    here: (layer) => `${layer}: here. It has a copy, and the nearest one counts.`,
    passed: (layers) => `${layers.shown} more layers: not here either.`,
    passedName: (layers) => `${layers.shown} more layers`,
    zeros: "Nobody has it. What was never written reads as zeros.",
    zerosName: "Zeros",
    answerName: "Back at the guest",
    answer: (layer) => `The guest gets the bytes, from: ${layer}. What lies further down was not asked.`,
    answerOfZeros: "The guest gets a block of zeros.",
    mark: { here: "here", "not-here": "not here" },
    slowed:
      "Slowed down so that it can be seen. The real read asks no layer after another: all of them are folded into one map, and one look-up in it finds the place, however many layers there are.",
    measured: (time, reads) =>
      reads.value === 1
        ? `This read really took ${time}.`
        : `Really it takes ${time}, the mean of ${reads.shown} reads of this block just measured.`,
  },
};
