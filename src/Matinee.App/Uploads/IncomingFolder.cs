using Matinee.App.Database;
using Matinee.App.Nodes;
using Matinee.App.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Matinee.App.Uploads;

/// <summary>
/// Where unfinished files lie: inside a local store, so that completion is a rename; else in the node's data folder.
/// </summary>
internal sealed class IncomingFolder
{
    private const string Suffix = ".part";

    private readonly string _path;
    private readonly IObjectStore _objects;
    private readonly UploadStore _uploads;
    private readonly IOptions<UploadOptions> _options;
    private readonly TimeProvider _time;

    public IncomingFolder(IObjectStore objects, NodeIdentity node, UploadStore uploads, IOptions<UploadOptions> options, TimeProvider time)
    {
        _objects = objects;
        _uploads = uploads;
        _options = options;
        _time = time;
        _path = objects.LocalPath(new ObjectKey(".incoming")) ?? Path.Combine(node.DataFolder, "incoming");
        Directory.CreateDirectory(_path);
    }

    public IncomingFile FileOf(TrackedUpload upload, IncomingUpload memory) => new(upload, memory, this, _uploads, _options.Value, _time);

    public string PathOf(UploadId id) => Path.Combine(_path, id.Value + Suffix);

    /// <summary>
    /// Opens the file for writing behind <paramref name="durable"/> bytes: a torn tail is cut off. What was lost below that
    /// is lost; the true offset is returned.
    /// </summary>
    public (SafeFileHandle File, long Offset) Open(UploadId id, long durable)
    {
        var file = File.OpenHandle(PathOf(id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > durable)
                RandomAccess.SetLength(file, durable);
            return (file, Math.Min(length, durable));
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What may still be written: where the store is remote, on the disk of this folder.</summary>
    public long FreeBytes() => _objects.FreeBytes() ?? new DriveInfo(_path).AvailableFreeSpace;

    public void Delete(UploadId id) => File.Delete(PathOf(id));

    /// <summary>Uploads that have a file here.</summary>
    public IEnumerable<UploadId> List() =>
        from path in Directory.EnumerateFiles(_path, "*" + Suffix)
        let name = Path.GetFileNameWithoutExtension(path)
        where EntityIds.TryParse<UploadId>(name, out _)
        select UploadId.From(name);
}
