using Matinee.App.Accounts;

namespace Matinee.App.Library;

/// <summary>What is known of a video before its bytes are here.</summary>
public sealed record VideoDraft(UserId OwnerId, string Title, Visibility Visibility = Visibility.Private, string Description = "");
