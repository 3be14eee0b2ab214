using System.Collections.Immutable;

namespace Matinee.Cluster.Registry;

/// <summary>Every revision as an immutable map that shares most of itself with the one before. Not safe for several threads.</summary>
internal sealed class MemoryHistory(int kept)
{
    private readonly Queue<KeptRevision> _steps = [];
    private ImmutableSortedDictionary<string, RegistryEntry> _oldest = ImmutableSortedDictionary.Create<string, RegistryEntry>(StringComparer.Ordinal);
    private long _compacted;

    public long Revision { get; private set; } = 1;

    public ImmutableSortedDictionary<string, RegistryEntry> Now { get; private set; } =
        ImmutableSortedDictionary.Create<string, RegistryEntry>(StringComparer.Ordinal);

    /// <returns>False when nothing changed by it.</returns>
    public bool Append(ImmutableArray<RegistryWrite> writes)
    {
        var next = Revision + 1;
        var map = Now.ToBuilder();
        var changes = ImmutableArray.CreateBuilder<RegistryChange>();
        foreach (var write in writes)
        {
            if (write.Value is { } value)
                map[write.Key] = new RegistryEntry(write.Key, value, Now.GetValueOrDefault(write.Key)?.CreatedRevision ?? next, next, write.Lease);
            else if (!map.Remove(write.Key))
                continue;
            changes.Add(new RegistryChange(write.Key, write.Value));
        }

        if (changes.Count == 0)
            return false;
        (Revision, Now) = (next, map.ToImmutable());
        _steps.Enqueue(new KeptRevision(new RegistryUpdate(next, changes.ToImmutable()), Now));
        if (_steps.Count > kept)
            Compact(_steps.Peek().Update.Revision);
        return true;
    }

    /// <exception cref="RevisionGoneException">It was compacted, or is to come.</exception>
    public ImmutableSortedDictionary<string, RegistryEntry> At(long revision)
    {
        if (revision < _compacted || revision > Revision)
            throw new RevisionGoneException(revision);
        return _steps.LastOrDefault(step => step.Update.Revision <= revision)?.After ?? _oldest;
    }

    /// <exception cref="RevisionGoneException">Some of it was compacted.</exception>
    public IReadOnlyList<RegistryUpdate> From(long revision)
    {
        if (revision <= _compacted)
            throw new RevisionGoneException(revision);
        return revision > Revision ? [] : [.. _steps.Where(step => step.Update.Revision >= revision).Select(step => step.Update)];
    }

    public void Compact(long revision)
    {
        while (_steps.TryPeek(out var step) && step.Update.Revision <= revision)
        {
            _oldest = step.After;
            _compacted = step.Update.Revision;
            _steps.Dequeue();
        }
    }

    private sealed record KeptRevision(RegistryUpdate Update, ImmutableSortedDictionary<string, RegistryEntry> After);
}
