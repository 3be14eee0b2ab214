namespace Matinee.Realtime.Presence;

internal enum PresenceKind
{
    None,

    /// <summary>The node is there.</summary>
    Beat,

    /// <summary>Who joined and left since the version before.</summary>
    Delta,

    /// <summary>All members of a channel on that node.</summary>
    Digest,

    /// <summary>The node is new and wants everybody's digests.</summary>
    Hello,

    /// <summary>The node goes, and its members with it.</summary>
    Bye,
}
