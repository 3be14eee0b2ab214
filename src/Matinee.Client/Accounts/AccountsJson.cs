using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Client.Http;

namespace Matinee.Client.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(ApiKeyBody))]
[JsonSerializable(typeof(IssuedTokens))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Listing<ApiKey>))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(Listing<Session>))]
[JsonSerializable(typeof(UserAccount))]
[JsonSerializable(typeof(Listing<UserAccount>))]
[JsonSerializable(typeof(NewUserBody))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(UserChange))]
[JsonSerializable(typeof(ResetBody))]
[JsonSerializable(typeof(ResetAnswer))]
[JsonSerializable(typeof(InviteBody))]
[JsonSerializable(typeof(NewInvite))]
[JsonSerializable(typeof(Listing<Invite>))]
[JsonSerializable(typeof(SavedLogins))]
internal sealed partial class AccountsJson : JsonSerializerContext;

internal sealed record LoginBody(string Email, string Password);

internal sealed record RegisterBody(string Email, string Password, string Name, string? Invite);

internal sealed record PasswordBody(string CurrentPassword, string NewPassword);

internal sealed record ApiKeyBody(string Name, DateTimeOffset? ExpiresAt);

internal sealed record NewUserBody(string Email, string? Name, string? Password, string? Role);

internal sealed record ResetBody(string? Password);

internal sealed record ResetAnswer(string? OneTimePassword);

internal sealed record InviteBody(string? Role, string? Email, string? Note, int? Uses, int? ExpiresInHours);
