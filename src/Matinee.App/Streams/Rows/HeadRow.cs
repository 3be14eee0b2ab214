namespace Matinee.App.Streams.Rows;

/// <summary>A row of <c>stream_heads</c>.</summary>
internal sealed class HeadRow
{
    public const string Columns = "epoch AS Epoch, ended_epoch AS EndedEpoch, epoch_base AS EpochBase, number_offset AS NumberOffset, last_at AS LastAt";

    public int Epoch { get; set; }

    public int EndedEpoch { get; set; }

    public long EpochBase { get; set; }

    public long NumberOffset { get; set; }

    public long LastAt { get; set; }

    /// <summary>Whether what is pushed for a start of the stream comes too late.</summary>
    public bool Refuses(int epoch) => Epoch > epoch || EndedEpoch >= epoch;

    /// <summary>Its playlists end.</summary>
    public bool IsOver => EndedEpoch >= Epoch;
}
