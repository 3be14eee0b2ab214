using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Cluster.Placement;

/// <summary>A ring of hashes on which every node stands many times. Immutable; the same on every node of a cluster.</summary>
internal sealed class HashRing
{
    private readonly ulong[] _points;
    private readonly string[] _owners;

    /// <param name="replicas">Places of each node: the more, the more even.</param>
    public HashRing(IEnumerable<string> ids, int replicas)
    {
        var places = ids.Distinct(StringComparer.Ordinal)
            .SelectMany(id => Enumerable.Range(0, replicas).Select(i => (Point: HashOf($"{id}#{i}"), Owner: id)))
            .OrderBy(place => place.Point).ThenBy(place => place.Owner, StringComparer.Ordinal).ToList();
        _points = [.. places.Select(place => place.Point)];
        _owners = [.. places.Select(place => place.Owner)];
    }

    /// <summary>The nodes in the order in which a key would go to them; some come more than once.</summary>
    public IEnumerable<string> From(string key)
    {
        var found = Array.BinarySearch(_points, HashOf(key));
        var start = found >= 0 ? found : ~found;
        for (var i = 0; i < _owners.Length; i++)
            yield return _owners[(start + i) % _owners.Length];
    }

    private static ulong HashOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
