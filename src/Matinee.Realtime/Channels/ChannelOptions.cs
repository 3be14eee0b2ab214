using System.ComponentModel.DataAnnotations;

namespace Matinee.Realtime.Channels;

/// <summary>Bounds of recovery and history.</summary>
public sealed class ChannelOptions
{
    /// <summary>More publications than this are not replayed: the client gets a snapshot.</summary>
    [Range(1, 10_000)]
    public int RecoverEntries { get; set; } = 500;

    /// <summary>More bytes than this are not replayed: the client gets a snapshot.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int RecoverBytes { get; set; } = 256 * 1024;

    /// <summary>Publications that one question for history gets at most.</summary>
    [Range(1, 10_000)]
    public int HistoryEntries { get; set; } = 300;

    /// <summary>A channel that everybody has left is followed on for this long, so that who comes back reads from memory.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Every channel's top is looked at this often, because hints may be lost and no other may follow.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(25);
}
