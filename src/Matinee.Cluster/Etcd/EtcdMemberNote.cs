using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Cluster.Etcd;

/// <summary>What a member remembers of itself beside etcd's own data: enough to start again, and to notice that those are gone.</summary>
/// <param name="ClientPort">On 127.0.0.1, chosen once.</param>
/// <param name="Joins">It came to a cluster that was there; otherwise it began one.</param>
/// <param name="ClusterId">0 until it has served for the first time.</param>
internal sealed record EtcdMemberNote(string Name, int ClientPort, string InitialCluster, bool Joins, ulong ClusterId = 0, ulong MemberId = 0)
{
    private const string FileName = "member.json";

    /// <returns>Null when there is none.</returns>
    /// <exception cref="MemberLostException">It cannot be read.</exception>
    public static EtcdMemberNote? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), EtcdNoteJson.Default.EtcdMemberNote) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MemberLostException($"{path} is damaged ({e.Message}). If etcd's data beside it are whole, restore the file from a backup; otherwise remove this member on another node and delete {folder}.");
        }
    }

    /// <summary>On the disk when it returns; never half of it.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, EtcdNoteJson.Default.EtcdMemberNote);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EtcdMemberNote))]
internal sealed partial class EtcdNoteJson : JsonSerializerContext;
