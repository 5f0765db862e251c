/**
 * Added to the builder's configuration: modules and chunks are named after their files. The builder's own numbers come
 * from the path of the folder that it builds in, and the same sources would give other bytes elsewhere.
 */
module.exports = { optimization: { moduleIds: "named", chunkIds: "named" } };
