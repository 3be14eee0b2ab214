using System.ComponentModel.DataAnnotations;

namespace Matinee.Realtime.Brokers;

/// <summary>What happens while the store of the channels does not answer.</summary>
public sealed class GuardOptions
{
    /// <summary>A call that takes longer has failed; two in a row, or one error, and the store is taken to be gone. Time in which the node itself had no turn is not counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a store that is gone is asked; once it answers, four times as often. Three good answers in a row, and it is back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>True: rooms go on among the members of this node. False: nothing is taken until the store is back.</summary>
    public bool GoesOnLocally { get; set; } = true;

    /// <summary>Channels that a node puts together in a second.</summary>
    [Range(1, 100_000)]
    public int HealsPerSecond { get; set; } = 200;
}
