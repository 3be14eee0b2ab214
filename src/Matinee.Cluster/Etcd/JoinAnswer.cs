namespace Matinee.Cluster.Etcd;

/// <summary>What becomes of a wish to join.</summary>
public abstract record JoinAnswer
{
    private JoinAnswer()
    {
    }

    /// <summary>It counts from now on as one that learns; it must start within two minutes.</summary>
    public sealed record Accepted(JoinTicket Ticket) : JoinAnswer;

    /// <summary>Another is joining, or there is no leader: ask again.</summary>
    public sealed record Busy(string Reason) : JoinAnswer;

    /// <summary>Asking again is of no use; the reason says what to do.</summary>
    public sealed record Refused(string Reason) : JoinAnswer;
}
