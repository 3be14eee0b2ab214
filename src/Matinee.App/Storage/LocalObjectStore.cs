using System.Runtime.CompilerServices;

namespace Matinee.App.Storage;

/// <summary>
/// A folder. A put writes to <c>.staging</c> beside the objects, fsyncs, renames, and fsyncs the folder: a crash leaves the
/// old state or the new one, and a file in staging that the next start removes.
/// </summary>
public sealed class LocalObjectStore : IObjectStore
{
    private const string StagingFolder = ".staging";
    private const int CopyBuffer = 256 * 1024;
    private const int FolderAttempts = 10;

    private readonly string _root;
    private readonly string _staging;

    public LocalObjectStore(string root)
    {
        _root = Path.GetFullPath(root);
        _staging = Path.Combine(_root, StagingFolder);
        Directory.CreateDirectory(_staging);
    }

    /// <summary>
    /// Removes what a killed process left half-written. Call once at start. What another process of the machine is writing
    /// stays: it is locked until it is whole, and renamed at once after that.
    /// </summary>
    public void ClearStaging()
    {
        var recent = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMilliseconds(100);
        foreach (var file in Directory.EnumerateFiles(_staging))
        {
            if (!IsBeingWritten(file) && File.GetLastWriteTimeUtc(file) < recent)
                File.Delete(file);
        }
    }

    private static bool IsBeingWritten(string file)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX) on Unix.
            using var taken = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return true; // renamed meanwhile
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_staging, Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, CopyBuffer, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            return Publish(key, temporary);
        }
        catch (IOException e) when (DiskErrors.IsFull(e) && e is not StoreFullException)
        {
            throw new StoreFullException(_root, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DiskErrors.Denied(_root, e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public async Task<StoredObject> AdoptAsync(ObjectKey key, string path, CancellationToken cancellationToken)
    {
        try
        {
            using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                RandomAccess.FlushToDisk(handle);
            return Publish(key, path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DiskErrors.Denied(_root, e);
        }
        catch (IOException e) when (DiskErrors.IsCrossDevice(e))
        {
            await using var source = File.OpenRead(path);
            var stored = await PutAsync(key, source, cancellationToken);
            File.Delete(path);
            return stored;
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw new StoreFullException(_root, e);
        }
    }

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? Describe(key, file) : null);
    }

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            // No buffer of its own: every reader brings a large one.
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (UnauthorizedAccessException e)
        {
            // So .NET calls a folder that is opened as a file, too: one that has objects below it is none itself.
            return Directory.Exists(PathOf(key)) ? Task.FromResult<Stream?>(null) : throw DiskErrors.Denied(_root, e);
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        try
        {
            if (File.Exists(path))
                File.Delete(path);
            RemoveEmptyFolders(Path.GetDirectoryName(path)!); // a key has at least the root above it
            return Task.CompletedTask;
        }
        catch (UnauthorizedAccessException e)
        {
            throw DiskErrors.Denied(_root, e);
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var start = prefix.Length == 0 ? _root : PathOf(new ObjectKey(prefix.TrimEnd('/')));
        if (!Directory.Exists(start))
            yield break;
        foreach (var file in new DirectoryInfo(start).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(_root, file.FullName);
            // Folders with a dot hold what is not an object yet.
            if (name[0] != '.' && ObjectKey.TryParse(name, out var key) && DescribeIfThere(key, file) is { } found)
                yield return found;
        }
    }

    public string? LocalPath(ObjectKey key) => PathOf(key);

    public long? FreeBytes() => new DriveInfo(_root).AvailableFreeSpace;

    private static StoredObject Describe(ObjectKey key, FileInfo file) => new(key, file.Length, file.LastWriteTimeUtc);

    private static StoredObject? DescribeIfThere(ObjectKey key, FileInfo file)
    {
        try
        {
            return Describe(key, file);
        }
        catch (FileNotFoundException)
        {
            return null; // deleted since the folder was read
        }
    }

    private StoredObject Publish(ObjectKey key, string file)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!; // a key has at least the root above it
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                CreateFolder(folder);
                PosixFolder.Rename(file, path);
                break;
            }
            catch (IOException e) when (DiskErrors.IsMissing(e) && attempt < FolderAttempts && File.Exists(file))
            {
                // A delete beside us removed the folder while it was empty.
            }
        }

        PosixFolder.Flush(folder);
        return Describe(key, new FileInfo(path));
    }

    // The name of a new folder is durable only when the folder above it is.
    private void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder)!; // the root exists, so this ends
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent.Length >= _root.Length && Directory.Exists(parent))
            PosixFolder.Flush(parent);
    }

    private void RemoveEmptyFolders(string folder)
    {
        while (folder.Length > _root.Length && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                return; // a put arrived meanwhile
            }

            folder = Path.GetDirectoryName(folder)!; // still below the root
        }
    }

    private string PathOf(ObjectKey key) => Path.Combine(_root, key.Value);
}
