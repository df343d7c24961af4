import { addressBytes } from "./addresses.ts";

export const NAME_SERVER_PORT = 53;
const HEADER_BYTES = 12;
const ADDRESS_RECORD = 1;
const INTERNET = 1;
/** In seconds: whoever has the name may have another address after its next start. */
const TIME_TO_LIVE = 10;
/** Flags of an answer: an answer, of who knows, to a question for which recursion was wanted or not. */
const ANSWER = 0x8400;
const RECURSION_DESIRED = 0x0100;
const NO_SUCH_NAME = 3;

/**
 * Answers a question for the address of a name: with it where `find` knows the name (in lower case), otherwise that there is
 * no such name. Null for what is no question.
 */
export function nameReply(query: Uint8Array, find: (name: string) => string | null): Uint8Array | null {
  if (query.byteLength < HEADER_BYTES) return null;
  const view = new DataView(query.buffer, query.byteOffset, query.byteLength);
  const flags = view.getUint16(2);
  if ((flags & 0x8000) !== 0 || view.getUint16(4) !== 1) return null;
  const question = readQuestion(query);
  if (question === null) return null;
  const address = question.class === INTERNET ? find(question.name.toLowerCase()) : null;
  const hasAnswer = address !== null && question.type === ADDRESS_RECORD;
  const answer = hasAnswer
    ? [
        0xc0,
        HEADER_BYTES,
        0,
        ADDRESS_RECORD,
        0,
        INTERNET,
        0,
        0,
        0,
        TIME_TO_LIVE,
        0,
        4,
        ...addressBytes(address),
      ]
    : [];
  const reply = new Uint8Array(question.end + answer.length);
  reply.set(query.subarray(0, question.end));
  reply.set(answer, question.end);
  const header = new DataView(reply.buffer);
  header.setUint16(2, ANSWER | (flags & RECURSION_DESIRED) | (address === null ? NO_SUCH_NAME : 0));
  header.setUint16(6, hasAnswer ? 1 : 0);
  header.setUint32(8, 0);
  return reply;
}

interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Where it ends in the query. */
  readonly end: number;
}

function readQuestion(query: Uint8Array): Question | null {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const byteLength = query[at++];
    if (byteLength === undefined || byteLength > 63) return null;
    if (byteLength === 0) break;
    labels.push(new TextDecoder().decode(query.subarray(at, at + byteLength)));
    at += byteLength;
  }
  const end = at + 4;
  if (end > query.byteLength) return null;
  const number = (offset: number): number => ((query[offset] ?? 0) << 8) | (query[offset + 1] ?? 0);
  return { name: labels.join("."), type: number(at), class: number(at + 2), end };
}
