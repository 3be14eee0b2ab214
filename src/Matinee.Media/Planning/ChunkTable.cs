using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Matinee.Media.Planning;

/// <summary>Chunks in order, each starting where the one before ended.</summary>
public sealed record ChunkTable(ImmutableArray<Chunk> Items)
{
    /// <summary>Chunks of one segment at the start, so that the first picture comes soon.</summary>
    private const int UrgentChunks = 2;

    /// <summary>Segments of the first chunks: who has begun to watch would catch up with a long one while it is encoded.</summary>
    private static readonly int[] Ramp = [1, 1, 2, 3];

    public static ChunkTable Empty { get; } = new([]);

    /// <summary>Frames covered from frame 0.</summary>
    [JsonIgnore]
    public long Frames => Items.IsEmpty ? 0 : Items[^1].FirstFrame + Items[^1].Frames;

    [JsonIgnore]
    public int Count => Items.Length;

    /// <summary>The first two chunks of a source that is known to be longer.</summary>
    internal static ChunkTable Start(int segmentFrames) => Empty.Through((long)UrgentChunks * segmentFrames, segmentFrames, segmentFrames);

    /// <summary>
    /// Covers all of <paramref name="totalFrames"/>. A rest shorter than half a segment joins the chunk before it: a source that
    /// ends a frame early could leave a chunk of its own with nothing to decode.
    /// </summary>
    /// <param name="chunkFrames">Length of the chunks after the ramp; a multiple of the segment. All of it, for a source that cannot be cut.</param>
    internal ChunkTable Through(long totalFrames, int segmentFrames, long chunkFrames)
    {
        var items = Items.ToBuilder();
        long at = Frames;
        while (at < totalFrames)
        {
            bool urgent = items.Count < UrgentChunks;
            long frames = Math.Min(Length(items.Count), totalFrames - at);
            if (totalFrames - at - frames < (segmentFrames + 1) / 2)
            {
                frames = totalFrames - at;
            }

            long segments = (frames + segmentFrames - 1) / segmentFrames;
            items.Add(new Chunk(items.Count, at, checked((int)frames), at / segmentFrames, (int)segments, urgent));
            at += frames;
        }

        return new ChunkTable(items.ToImmutable());

        long Length(int index) => index < UrgentChunks || (index < Ramp.Length && chunkFrames < totalFrames)
            ? Math.Min((long)Ramp[index] * segmentFrames, Math.Max(chunkFrames, segmentFrames))
            : chunkFrames;
    }
}
