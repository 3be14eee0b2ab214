using System.Data.Common;
using System.Threading.Channels;
using Matinee.App.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Library;

/// <summary>
/// Brings what other processes did to videos to the listeners of this one. The rows are read again: a wake only says which.
/// </summary>
internal sealed class VideoRelay(
    ICatalogueDatabase database, VideoStore videos, VideoEvents events, VideoSignals signals, TimeProvider time, ILogger<VideoRelay> log) : BackgroundService
{
    private const int MostWaiting = 1024;

    /// <summary>Clocks of nodes differ, and a commit is seen later than the time that stands in its row.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly Channel<string?> _heard = Channel.CreateBounded<string?>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait });
    private Dictionary<VideoId, DateTimeOffset> _told = [];
    private DateTimeOffset _since = time.GetUtcNow();
    private bool _overflown;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var uploads = database.Wakes.Subscribe(VideoWakes.Uploaded, _ => signals.Uploaded());
        using var changes = database.Wakes.Subscribe(VideoWakes.Changed, Hear);
        while (await _heard.Reader.WaitToReadAsync(stoppingToken))
        {
            var keys = new HashSet<string?>();
            while (_heard.Reader.TryRead(out var key))
                keys.Add(key);
            // Taken in one step: what does not find room from here on, finds the channel full anew, and wakes this loop.
            if (Interlocked.Exchange(ref _overflown, false))
                keys.Add(null);
            if (!events.HasListeners)
                continue;
            try
            {
                await RelayAsync(keys, stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                LibraryLog.RelayFailed(log, e);
            }
        }
    }

    // Full: one look at all that changed lately does for them together.
    private void Hear(string? key)
    {
        if (!_heard.Writer.TryWrite(key))
            Interlocked.Exchange(ref _overflown, true);
    }

    private async Task RelayAsync(HashSet<string?> keys, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        if (keys.Contains(null))
        {
            await TellChangedAsync(cancellationToken);
        }
        else
        {
            foreach (var key in keys)
            {
                if (VideoWakes.TryRead(key, out var id, out var kind) && await videos.FindAnyAsync(id, cancellationToken) is { } found)
                    events.Publish(found.IsDeleted ? VideoEventKind.Deleted : kind, found.Video);
            }
        }

        _since = began;
    }

    private async Task TellChangedAsync(CancellationToken cancellationToken)
    {
        var told = new Dictionary<VideoId, DateTimeOffset>();
        foreach (var (video, isDeleted) in await videos.ListChangedAsync(_since - Margin, cancellationToken))
        {
            told[video.Id] = video.UpdatedAt;
            if (_told.GetValueOrDefault(video.Id) != video.UpdatedAt)
                events.Publish(isDeleted ? VideoEventKind.Deleted : VideoEventKind.State, video);
        }

        _told = told;
    }
}

/// <summary>The words in which changes of videos are told to other processes.</summary>
internal static class VideoWakes
{
    public const string Changed = "video";
    public const string Uploaded = "uploaded";

    private const string ProgressSuffix = ":progress";

    public static string Key(VideoEventKind kind, VideoId id) => kind == VideoEventKind.Progress ? id.Value + ProgressSuffix : id.Value;

    public static bool TryRead(string? key, out VideoId id, out VideoEventKind kind)
    {
        kind = key?.EndsWith(ProgressSuffix, StringComparison.Ordinal) == true ? VideoEventKind.Progress : VideoEventKind.State;
        return EntityIds.TryParse(kind == VideoEventKind.Progress ? key?[..^ProgressSuffix.Length] : key, out id);
    }
}
