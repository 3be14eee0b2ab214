using Microsoft.AspNetCore.Identity;

namespace Matinee.App.Rooms.Live;

/// <summary>The password of a room, as <c>PasswordHasher</c> keeps it.</summary>
internal sealed class RoomPasswords
{
    /// <summary>Beyond, a password is a way to make us hash megabytes.</summary>
    public const int Longest = 256;

    private readonly PasswordHasher<string> _hasher = new();

    public string Hash(RoomId id, string password) => _hasher.HashPassword(id.Value, password);

    public bool IsRight(RoomId id, string hash, string password) =>
        password.Length <= Longest && _hasher.VerifyHashedPassword(id.Value, hash, password) != PasswordVerificationResult.Failed;
}
