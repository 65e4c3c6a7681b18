package dev.vigil.flink.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a storage folder has one monitor: two would prune each other's checkpoints. The operating system lets go
 * of the lock when the process ends, however it ends.
 */
public final class StorageLock implements AutoCloseable {

    private final FileChannel channel;

    private StorageLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made where it is not there.
     *
     * @throws StorageInUseException if another monitor has it
     * @throws IOException if the folder cannot be written
     */
    public static StorageLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new StorageInUseException(folder, Files.readString(file, StandardCharsets.UTF_8));
        }
        channel.truncate(0);
        String holder = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        return new StorageLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Lets go; the file stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Another monitor keeps its state in this folder. */
    public static final class StorageInUseException extends IOException {

        private static final long serialVersionUID = 1L;

        StorageInUseException(Path folder, String holder) {
            super("storage path " + folder + " is in use by another monitor (process " + holder.strip()
                    + "); stop it, or give this one its own storage.path");
        }
    }
}
