using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>A row of <c>registry_entries</c>.</summary>
internal sealed class EntryRow
{
    /// <summary>The revision of the whole, where it was asked for.</summary>
    public long Registry { get; set; }

    public string Key { get; set; } = "";

    public string? Value { get; set; }

    public long Created { get; set; }

    public long Revision { get; set; }

    public long Lease { get; set; }

    /// <summary>Null for a deleted one, and for none.</summary>
    public RegistryEntry? ToEntry() => Value is { } value ? new RegistryEntry(Key, value, Created, Revision, new LeaseId(Lease)) : null;
}

/// <summary>The row of <c>registry_state</c>.</summary>
internal sealed class StateRow
{
    public long Revision { get; set; }

    public long Compacted { get; set; }
}
