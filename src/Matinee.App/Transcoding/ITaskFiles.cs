using System.Collections.Immutable;
using Matinee.Media;

namespace Matinee.App.Transcoding;

/// <summary>
/// How a worker reads its source and stores its outputs: beside the store by path, from afar by addresses of the
/// coordinator. What is stored is nobody's until the task that names it is committed.
/// </summary>
internal interface ITaskFiles
{
    /// <summary>Null when the source is gone.</summary>
    /// <exception cref="IOException">It cannot be had now; another attempt may succeed.</exception>
    ValueTask<TaskSource?> OpenAsync(LeasedTask task, CancellationToken cancellationToken);

    /// <summary>Takes finished files into the store under keys of this attempt; the files are gone afterwards.</summary>
    /// <returns>In the order of the files.</returns>
    /// <exception cref="IOException">The store is broken, full or out of reach; another attempt may succeed.</exception>
    Task<ImmutableArray<TaskOutput>> StoreAsync(LeasedTask task, IReadOnlyList<FinishedFile> files, CancellationToken cancellationToken);
}

/// <summary>A source for as long as an attempt reads it.</summary>
internal sealed class TaskSource(MediaSource media, IAsyncDisposable? proxy = null) : IAsyncDisposable
{
    public MediaSource Media { get; } = media;

    public ValueTask DisposeAsync() => proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>A file that ffmpeg has closed.</summary>
/// <param name="Number">Of the segment or sheet; 0 otherwise.</param>
internal sealed record FinishedFile(OutputKind Kind, string Rendition, long Number, string Path);
