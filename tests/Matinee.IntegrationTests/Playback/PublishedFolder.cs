using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media.Cmaf;
using Matinee.Media.Commands;
using Matinee.Media.Planning;

namespace Matinee.IntegrationTests.Playback;

/// <summary>What the transcoder would publish of the files that a plan's run left in a folder.</summary>
internal sealed class PublishedFolder(VideoId id, EncodePlan plan, string folder, IObjectStore store)
{
    public async Task<PublishedVideo> PublishAsync(CancellationToken cancellationToken)
    {
        var tracks = ImmutableArray.CreateBuilder<PublishedTrack>();
        foreach (var rung in plan.Renditions)
            tracks.Add(await TrackAsync(TrackKind.Video, rung.Name, VideoChunkCommand.InitFile(rung), n => VideoChunkCommand.SegmentFile(rung, n), cancellationToken));
        foreach (var track in plan.Audio)
        {
            tracks.Add(await TrackAsync(
                TrackKind.Audio, $"audio{track.Index}", AudioTrackCommand.InitFile(track), n => AudioTrackCommand.SegmentFile(track, n), cancellationToken));
        }

        return new PublishedVideo(id, plan.Version, 100, Complete: true, plan, tracks.ToImmutable(), null, null);
    }

    /// <summary>The same video while it is being encoded: so many segments of each track.</summary>
    public static PublishedVideo Beginning(PublishedVideo video, int segments) => video with
    {
        Revision = segments,
        Complete = false,
        Tracks = [.. video.Tracks.Select(t => t with { Segments = [.. t.Segments.Take(t.Kind == TrackKind.Audio ? segments + 1 : segments)] })],
    };

    private async Task<PublishedTrack> TrackAsync(TrackKind kind, string name, string initFile, Func<long, string> segmentFile, CancellationToken cancellationToken)
    {
        var (initKey, initBytes) = await StoreAsync($"{name}/init.mp4", initFile, cancellationToken);
        var init = InitSegment.Parse(initBytes);
        var segments = ImmutableArray.CreateBuilder<PublishedSegment>();
        for (long n = 0; File.Exists(Path.Combine(folder, segmentFile(n))); n++)
        {
            var (key, bytes) = await StoreAsync($"{name}/{n:00000}-1.m4s", segmentFile(n), cancellationToken);
            var media = MediaSegment.Parse(bytes, init.Defaults);
            segments.Add(new PublishedSegment(n, key, bytes.Length, media.Duration, media.KeyframeRange.Offset, media.KeyframeRange.Length, Hash(bytes)));
        }

        return new PublishedTrack(
            $"{name}-{plan.Version}", kind, name, (int)init.Timescale, init.Codecs, init.Width, init.Height, initKey, initBytes.Length, init.Sha256, segments.ToImmutable());
    }

    private async Task<(ObjectKey Key, byte[] Bytes)> StoreAsync(string name, string file, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken);
        var key = new ObjectKey($"videos/{id}/{plan.Version}/{name}");
        await store.PutAsync(key, new MemoryStream(bytes), cancellationToken);
        return (key, bytes);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
