using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Client.Http;

namespace Matinee.Client.Rooms;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WatchRoom))]
[JsonSerializable(typeof(Listing<WatchRoom>))]
[JsonSerializable(typeof(WatchRoomOrder))]
[JsonSerializable(typeof(NewWatchRoom))]
[JsonSerializable(typeof(WatchRoomChange))]
[JsonSerializable(typeof(JoinOrder))]
[JsonSerializable(typeof(JoinedRoom))]
[JsonSerializable(typeof(RoomToken))]
[JsonSerializable(typeof(Listing<WatchRoomMember>))]
[JsonSerializable(typeof(RoomInviteOrder))]
[JsonSerializable(typeof(NewRoomInvite))]
internal sealed partial class RoomsJson : JsonSerializerContext;
