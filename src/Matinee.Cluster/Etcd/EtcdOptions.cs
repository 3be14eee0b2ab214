using System.Collections.Immutable;

namespace Matinee.Cluster.Etcd;

/// <summary>How an etcd is spoken to.</summary>
public sealed record EtcdOptions
{
    /// <summary>Client addresses, the nearest first; the next one is asked when one does not answer.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>Before every key, so that several installations may share an etcd. It is cut off again.</summary>
    public string Prefix { get; init; } = "matinee/";

    /// <summary>For one try. A member that has just lost its leader answers nothing for about an election.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>For a whole call with all its tries.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(4);

    /// <exception cref="ArgumentException">They cannot be used.</exception>
    public EtcdOptions Checked()
    {
        if (Endpoints.IsDefaultOrEmpty || Endpoints.Any(endpoint => !endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
            throw new ArgumentException("An etcd is named by one or more addresses like http://127.0.0.1:2379.");
        Registry.RegistryText.CheckPrefix(Prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(TryTimeout, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfLessThan(Deadline, TryTimeout);
        return this;
    }
}
