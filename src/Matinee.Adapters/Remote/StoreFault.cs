namespace Matinee.Adapters.Remote;

/// <summary>What a failure of a store means for the call.</summary>
public enum StoreFault
{
    /// <summary>Not the store's: a bug of ours, which must be seen.</summary>
    Foreign,

    /// <summary>There is no such object.</summary>
    Missing,

    /// <summary>Another try may succeed.</summary>
    Passing,

    /// <summary>No room, or a quota.</summary>
    Full,

    /// <summary>The store answered no, and will again.</summary>
    Lasting,
}
