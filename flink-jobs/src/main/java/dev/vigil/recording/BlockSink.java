package dev.vigil.recording;

import java.io.Closeable;
import java.io.IOException;

/** Takes blocks, one behind the other. Confined to one thread. */
interface BlockSink extends Closeable {

    /**
     * Writes a block; it then outlives the process. Where that fails, nothing of it stays.
     *
     * @return bytes written
     */
    int append(BlockHeader header, byte[] stored) throws IOException;

    /** Sees to it that what was written outlives the machine. */
    void force() throws IOException;
}
