using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Backups;

/// <summary>
/// What stands in a registry, as lines of JSON that any registry can take back: from etcd into a catalogue and the other way
/// round. It is of one revision. What lives under a lease, and who the nodes are, is not in it: a restored cluster has its own.
/// </summary>
public static class RegistryBackup
{
    private const int MostBytes = 256 * 1024 * 1024;
    private const int EntriesPerCommit = 30;
    private const int BytesPerCommit = RegistryTransaction.LargestBytes / 2;

    /// <returns>How many entries.</returns>
    /// <exception cref="RegistryUnavailableException">No answer; what was written is no backup.</exception>
    public static async Task<int> WriteAsync(IRegistry registry, Stream output, CancellationToken cancellationToken)
    {
        var page = await registry.ListAllAsync("", cancellationToken);
        var kept = page.Entries.Where(IsKept).ToImmutableArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await LineAsync(new BackupLine { Format = BackupLine.FormatName, Revision = page.Revision });
        foreach (var entry in kept)
            await LineAsync(new BackupLine { Key = entry.Key, Value = entry.Value });
        await LineAsync(new BackupLine { Entries = kept.Length, Sha256 = Convert.ToHexStringLower(hash.GetCurrentHash()) });
        await output.FlushAsync(cancellationToken);
        return kept.Length;

        async Task LineAsync(BackupLine line)
        {
            byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, BackupJson.Default.BackupLine), (byte)'\n'];
            hash.AppendData(bytes);
            await output.WriteAsync(bytes, cancellationToken);
        }
    }

    /// <summary>Reads all of it before it writes any; may be begun again where it was interrupted.</summary>
    /// <returns>How many entries there were.</returns>
    /// <exception cref="BackupRefusedException">It is damaged, or the cluster holds something else.</exception>
    /// <exception cref="RegistryUnavailableException">No answer; begin again.</exception>
    /// <exception cref="OutcomeUnknownException">No answer; begin again.</exception>
    public static async Task<int> RestoreAsync(IRegistry registry, Stream input, CancellationToken cancellationToken)
    {
        var entries = await ReadAsync(input, cancellationToken);
        var count = entries.Count - 1;
        var there = (await registry.ListAllAsync("", cancellationToken)).Entries.Where(IsKept).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        // A new cluster beside a catalogue of before it has a generation of its own.
        var own = there.Remove(ClusterGeneration.Key, out var generation) ? generation : null;
        if (there.FirstOrDefault(entry => !entries.TryGetValue(entry.Key, out var value) || value != entry.Value).Key is { } strange)
            throw new BackupRefusedException($"The cluster is not empty: it holds {strange}, which is not as in the backup. Restore into a new cluster.");
        var wanted = entries[ClusterGeneration.Key];
        entries.Remove(ClusterGeneration.Key);
        List<RegistryWrite> writes = [];
        var bytes = 0;
        foreach (var (key, value) in entries.Where(entry => !there.ContainsKey(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (writes.Count == EntriesPerCommit || bytes + value.Length * 3 > BytesPerCommit)
            {
                await CommitAsync(registry, writes, cancellationToken);
                (writes, bytes) = ([], 0);
            }

            writes.Add(RegistryWrite.Put(key, value));
            bytes += value.Length * 3; // of UTF-8 at most
        }

        await CommitAsync(registry, writes, cancellationToken);
        // The generation comes last: until it stands there, the restore is not over.
        if (own is null)
            await CommitAsync(registry, [RegistryWrite.Put(ClusterGeneration.Key, wanted)], cancellationToken);
        else if (Number(own) < Number(wanted))
            await registry.CommitAsync(new RegistryTransaction
            {
                If = [RegistryCondition.ValueIs(ClusterGeneration.Key, own)], Then = [RegistryWrite.Put(ClusterGeneration.Key, wanted)],
            }, cancellationToken);
        return count;
    }

    /// <summary>Only where there is nothing.</summary>
    private static async Task CommitAsync(IRegistry registry, List<RegistryWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
            return;
        var outcome = await registry.CommitAsync(
            new RegistryTransaction { If = [.. writes.Select(write => RegistryCondition.Absent(write.Key))], Then = [.. writes] }, cancellationToken);
        if (!outcome.Committed)
            throw new BackupRefusedException(
                $"The cluster was written to while the backup was restored: {outcome.Found.First(entry => entry is not null)?.Key} is there now. Restore into a new cluster that nobody uses yet.");
    }

    private static long Number(string generation) => ClusterGeneration.Of(new RegistryEntry(ClusterGeneration.Key, generation, 0, 0, LeaseId.None));

    private static bool IsKept(RegistryEntry entry) => entry.Lease == LeaseId.None && !entry.Key.StartsWith(NodeDirectory.Prefix, StringComparison.Ordinal);

    /// <returns>The entries, with the generation that follows theirs.</returns>
    private static async Task<Dictionary<string, string>> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await input.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (copy.Length + read > MostBytes)
                throw new BackupRefusedException($"A backup has at most {MostBytes} bytes.");
            copy.Write(buffer, 0, read);
        }

        return Check(copy.GetBuffer().AsSpan(0, (int)copy.Length));
    }

    private static Dictionary<string, string> Check(ReadOnlySpan<byte> text)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var (at, first, ended) = (0, true, false);
        while (at < text.Length && !ended)
        {
            var end = text[at..].IndexOf((byte)'\n');
            var line = end < 0 ? throw Damaged("its last line has no end") : Parse(text.Slice(at, end));
            if (first && line.Format != BackupLine.FormatName)
                throw new BackupRefusedException($"This is no backup of a registry: its first line does not say {BackupLine.FormatName}.");
            if (line.Sha256 is { } sum)
                ended = sum == Convert.ToHexStringLower(SHA256.HashData(text[..at])) && line.Entries == entries.Count ? true : throw Damaged("its sum is another");
            else if (!first && !(line is { Key: { } key, Value: { } value } && entries.TryAdd(key, value)))
                throw Damaged("a line is no entry, or one comes twice");
            (at, first) = (at + end + 1, false);
        }

        if (!ended || at != text.Length)
            throw Damaged("its end is missing");
        foreach (var (key, value) in entries)
        {
            RegistryText.CheckKey(key);
            RegistryText.CheckValue(value);
        }

        var generation = entries.TryGetValue(ClusterGeneration.Key, out var before) ? Number(before) : 0;
        entries[ClusterGeneration.Key] = ClusterGeneration.Text(generation + 1);
        return entries;
    }

    private static BackupLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, BackupJson.Default.BackupLine) ?? throw Damaged("a line is empty");
        }
        catch (JsonException)
        {
            throw Damaged("a line is no JSON");
        }
    }

    private static BackupRefusedException Damaged(string how) => new($"The backup is damaged: {how}. Take another.");
}
