using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Matinee.Media.Planning;

/// <summary>Chunks in order, each starting where the one before ended.</summary>
public sealed record ChunkTable(ImmutableArray<Chunk> Items)
{
    public static ChunkTable Empty { get; } = new([]);

    /// <summary>Frames covered from frame 0.</summary>
    [JsonIgnore]
    public long Frames => Items.IsEmpty ? 0 : Items[^1].FirstFrame + Items[^1].Frames;

    [JsonIgnore]
    public int Count => Items.Length;
}
