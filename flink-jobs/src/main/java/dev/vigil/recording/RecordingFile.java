package dev.vigil.recording;

import dev.vigil.rules.NamedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recording that is written to, by one process at a time. What stands in the file stays; only an end that a kill tore off
 * in the middle of a block is cut when the file is opened.
 */
final class RecordingFile implements BlockSink {

    private final RandomAccessFile file;
    private final FileChannel channel;
    private final FileLock lock;
    private long end;

    private RecordingFile(RandomAccessFile file, FileLock lock) {
        this.file = file;
        this.channel = file.getChannel();
        this.lock = lock;
    }

    /**
     * Opens a file to append to it; makes it, and its folder, where it is missing.
     *
     * @throws NotARecordingException where it is another kind of file: nothing was changed
     * @throws IOException where it is no file ({@link NamedFile#why} says why), cannot be written, or another process writes to it
     */
    static RecordingFile open(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.exists(path)) {
            NamedFile.check(path);
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            RecordingFile recording = new RecordingFile(file, lock(file, path));
            recording.begin(path);
            return recording;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileLock lock(RandomAccessFile file, Path path) throws IOException {
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        }
        throw new IOException("another monitor records into " + path + "; name another file");
    }

    private void begin(Path path) throws IOException {
        end = new BlockScan(channel, path.toString()).findEnd();
        if (end == 0) {
            write(FileHeader.bytes());
        }
        channel.truncate(end);
    }

    @Override
    public int append(BlockHeader header, byte[] stored) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BlockHeader.SIZE + stored.length)
                .put(header.bytes())
                .put(stored)
                .flip();
        int size = block.remaining();
        write(block);
        return size;
    }

    private void write(ByteBuffer bytes) throws IOException {
        long at = end;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
        end = at;
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        file.close();
    }
}
