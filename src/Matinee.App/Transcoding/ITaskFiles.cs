using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.Media;

namespace Matinee.App.Transcoding;

/// <summary>
/// How a worker reads its source and stores its outputs: beside the store by path, from afar by signed URLs. What is stored
/// is nobody's until the task that names it is committed.
/// </summary>
internal interface ITaskFiles
{
    /// <summary>Null when the source is gone.</summary>
    ValueTask<MediaSource?> SourceAsync(LeasedTask task, CancellationToken cancellationToken);

    /// <summary>Takes a finished file into the store under a key of this attempt; the file is gone afterwards.</summary>
    /// <exception cref="IOException">The store is broken or full; another attempt may succeed.</exception>
    Task<TaskOutput> StoreAsync(LeasedTask task, OutputKind kind, string rendition, long number, string path, CancellationToken cancellationToken);
}

/// <summary>Worker and store on one machine: the source is read in place, outputs are renamed into the store.</summary>
internal sealed class LocalTaskFiles(IObjectStore objects) : ITaskFiles
{
    public ValueTask<MediaSource?> SourceAsync(LeasedTask task, CancellationToken cancellationToken) =>
        ValueTask.FromResult(objects.LocalPath(task.Source) is { } path && File.Exists(path) ? new MediaSource(Path.GetFullPath(path)) : null);

    public async Task<TaskOutput> StoreAsync(
        LeasedTask task, OutputKind kind, string rendition, long number, string path, CancellationToken cancellationToken)
    {
        string hash;
        await using (var file = File.OpenRead(path))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        var key = ObjectNames.New(task.VideoId, task.PlanVersion, task.Attempt, kind, rendition, number);
        var stored = await objects.AdoptAsync(key, path, cancellationToken);
        return new TaskOutput(kind, rendition, number, key, stored.Bytes, hash);
    }
}
