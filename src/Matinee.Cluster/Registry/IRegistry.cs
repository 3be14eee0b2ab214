namespace Matinee.Cluster.Registry;

/// <summary>
/// A small ordered map that all nodes agree on: who leads, who belongs, what streams there are. Every commit has a revision,
/// one greater than the one before it, so that "since revision R" means the same on every node.
/// <para>
/// Consistency: reads and commits are linearizable: what a completed call wrote, every call that begins later sees, on every
/// node; a commit is atomic and as though nothing ran beside it. Reads at a past revision see exactly that revision.
/// </para>
/// <para>
/// Failure: a call that cannot be answered ends within the deadline of the implementation, never hangs.
/// <see cref="RegistryUnavailableException"/> means that nothing was changed; <see cref="OutcomeUnknownException"/> that a
/// write may have been taken or not, or will yet be: read before writing again, or make the write conditional.
/// Cancelling a write leaves its outcome unknown too.
/// </para>
/// </summary>
public interface IRegistry
{
    /// <summary>The entry of a key now.</summary>
    /// <exception cref="RegistryUnavailableException">No answer; reading again is harmless.</exception>
    Task<RegistryReading> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Entries below a prefix in ordinal order of their keys, a page at a time. The pages of one list are of one revision when
    /// each asks for the revision that the first one answered.
    /// </summary>
    /// <exception cref="RevisionGoneException">That revision has been compacted: begin again without one.</exception>
    /// <exception cref="RegistryUnavailableException">No answer; reading again is harmless.</exception>
    Task<RegistryPage> ListAsync(RegistryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// What changed below a prefix, from a revision on and without end: in order of revision, each revision once and whole.
    /// Goes on by itself at the next place when a connection is lost or a node dies; while nothing answers it is silent.
    /// Resume with the revision after the last one seen.
    /// </summary>
    /// <param name="from">The first revision wanted, at least 1; that of a <see cref="ListAsync"/> plus one misses nothing.</param>
    /// <exception cref="RevisionGoneException">Changes from there on have been compacted: list, and watch from there.</exception>
    IAsyncEnumerable<RegistryUpdate> WatchAsync(string prefix, long from, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all of it or nothing. A commit that changes nothing (a refused one, a delete of what is not there) has no
    /// revision of its own. Durable when the task completes, except in memory.
    /// </summary>
    /// <exception cref="LeaseLostException">A put names a lease that is over; nothing was changed.</exception>
    /// <exception cref="RegistryUnavailableException">Nothing was changed.</exception>
    /// <exception cref="OutcomeUnknownException">It may have been committed.</exception>
    Task<RegistryOutcome> CommitAsync(RegistryTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// A lease: entries that are put under it vanish together, in a commit that watchers see, some time after it was last kept
    /// alive: never before its lifetime is over, and within about a second of it. A change of the registry's own leader may
    /// lengthen it once.
    /// </summary>
    /// <param name="lifetime">1 s to 1 h; fractions of a second may be rounded up.</param>
    /// <exception cref="RegistryUnavailableException">There is none.</exception>
    /// <exception cref="OutcomeUnknownException">There may be one that nobody knows of; it ends by itself.</exception>
    Task<LeaseId> GrantAsync(TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Begins the lifetime of a lease anew. Idempotent.</summary>
    /// <returns>False when the lease is over; its entries are gone or will be at once.</returns>
    /// <exception cref="RegistryUnavailableException">Perhaps not kept; try again.</exception>
    Task<bool> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Ends a lease now, with its entries. Idempotent; one that is over already is no error.</summary>
    /// <exception cref="RegistryUnavailableException">Perhaps not ended; it ends by itself.</exception>
    Task RevokeAsync(LeaseId lease, CancellationToken cancellationToken);
}
