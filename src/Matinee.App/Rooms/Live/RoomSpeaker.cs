using System.Globalization;
using Matinee.App.Nodes;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Who tells of a node's connections in the logs of rooms: this run of it. A node that is killed and back within moments does not know of whom it spoke
/// before, and the others would take its silence about them for its word.
/// </summary>
internal static class RoomSpeaker
{
    public static string Of(NodeIdentity node) => Prefix(node) + node.StartedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>A run of the same node that has ended.</summary>
    public static bool IsFormer(string speaker, NodeIdentity node) => speaker.StartsWith(Prefix(node), StringComparison.Ordinal) && speaker != Of(node);

    private static string Prefix(NodeIdentity node) => node.Id + "@";
}
