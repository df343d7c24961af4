import { MemoryKeyVault } from "../../src/store/memory/memory-key-vault.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { describeKeyVault } from "./key-vault-contract.ts";
import { MadeKeyVault } from "./made-key-vault.ts";

const checksum = await createChecksum();

describeKeyVault("MemoryKeyVault", () => new MemoryKeyVault());
// What the exercises rely on must do what the real one does.
describeKeyVault("MadeKeyVault", () => new MadeKeyVault(1, checksum, () => Promise.resolve()));
