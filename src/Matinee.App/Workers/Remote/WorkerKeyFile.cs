using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Workers.Remote;

/// <summary>Who this worker is: <c>DATA/worker.json</c>, readable by its owner alone.</summary>
internal sealed class WorkerKeyFile(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int LongestMachine = 48;

    public string Path { get; } = System.IO.Path.Combine(folder, "worker.json");

    /// <summary>What the file says; a name that lasts and no key when there is none yet.</summary>
    /// <param name="name">Asked for by the operator; another than the file's means another worker, whose key is not here.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public KeptIdentity Open(string? name)
    {
        if (Read() is { } kept && (name is null || kept.Name == name))
            return kept;
        var made = new KeptIdentity(name ?? MachineName(), null);
        Save(made);
        return made;
    }

    /// <summary>Whole or not at all: a worker that dies here still has its old key.</summary>
    public void Save(KeptIdentity key)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(stream, key, KeptIdentityJson.Default.KeptIdentity);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }

    private KeptIdentity? Read()
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), KeptIdentityJson.Default.KeptIdentity);
        }
        catch (JsonException e)
        {
            throw new IOException($"{Path} cannot be read: {e.Message} Delete it, and start the worker with a new --token.");
        }
    }

    // Two machines may have the same name; the letters tell them apart.
    private static string MachineName()
    {
        var clean = new string([.. Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_').Take(LongestMachine)]).TrimStart('-', '.', '_');
        return $"{(clean.Length > 0 ? clean : "worker")}-{RandomNumberGenerator.GetString(Letters, 4)}";
    }
}

/// <param name="Key">Null before the first registration.</param>
internal sealed record KeptIdentity(string Name, string? Key)
{
    public override string ToString() => Name;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(KeptIdentity))]
internal sealed partial class KeptIdentityJson : JsonSerializerContext;
