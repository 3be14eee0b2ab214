namespace Matinee.Testing.Media;

/// <summary>What an attack reaches for. Nothing of it may ever be read.</summary>
/// <param name="SinkUrl">A server on loopback that counts its callers, without a slash at the end.</param>
/// <param name="SecretText">Absolute path of a text file with a canary in it.</param>
/// <param name="SecretVideo">Absolute path of a playable .ts outside of the upload.</param>
public sealed record AttackTargets(string SinkUrl, string SecretText, string SecretVideo);
