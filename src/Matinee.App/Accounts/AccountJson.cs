using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.App.Http;

namespace Matinee.App.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(GuestRequest))]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(CallerAnswer))]
[JsonSerializable(typeof(MePatch))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyAnswer))]
[JsonSerializable(typeof(Page<ApiKeyAnswer>))]
[JsonSerializable(typeof(Page<SessionAnswer>))]
[JsonSerializable(typeof(NewUserRequest))]
[JsonSerializable(typeof(NewUserAnswer))]
[JsonSerializable(typeof(UserPatchRequest))]
[JsonSerializable(typeof(PasswordReset))]
[JsonSerializable(typeof(PasswordResetAnswer))]
[JsonSerializable(typeof(Page<UserAnswer>))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(NewInviteAnswer))]
[JsonSerializable(typeof(Page<InviteAnswer>))]
internal sealed partial class AccountJson : JsonSerializerContext;
