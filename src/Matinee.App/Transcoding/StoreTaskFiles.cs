using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.Media;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Transcoding;

/// <summary>
/// The worker inside a node, which has the store itself: a source in a folder is read in place and outputs are renamed into
/// it; a source in a bucket is read by ranges.
/// </summary>
internal sealed class StoreTaskFiles(IObjectStore objects) : ITaskFiles
{
    public async ValueTask<TaskSource?> OpenAsync(LeasedTask task, CancellationToken cancellationToken)
    {
        if (objects.LocalPath(task.Source) is { } path)
            return File.Exists(path) ? new TaskSource(new MediaSource(Path.GetFullPath(path))) : null;
        if (await objects.HeadAsync(task.Source, cancellationToken) is not { } stored)
            return null;
        var proxy = RangeProxy.Start(new StoreOrigin(objects, stored));
        return new TaskSource(proxy.Source, proxy);
    }

    public async Task<ImmutableArray<TaskOutput>> StoreAsync(LeasedTask task, IReadOnlyList<FinishedFile> files, CancellationToken cancellationToken)
    {
        var outputs = ImmutableArray.CreateBuilder<TaskOutput>(files.Count);
        foreach (var finished in files)
        {
            string hash;
            await using (var file = File.OpenRead(finished.Path))
                hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            var key = ObjectNames.New(task.VideoId, task.PlanVersion, task.Attempt, finished.Kind, finished.Rendition, finished.Number);
            var stored = await objects.AdoptAsync(key, finished.Path, cancellationToken);
            outputs.Add(new TaskOutput(finished.Kind, finished.Rendition, finished.Number, key, stored.Bytes, hash));
        }

        return outputs.ToImmutable();
    }
}
